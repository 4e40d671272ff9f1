import type { ClipFacts, Stage } from '../types.ts';

/** kbit/s at up to 30 frames per second (VIDEO_BITRATES in files/helpers.py). */
const kilobits: Record<number, number> = { 240: 300, 360: 500, 480: 1000, 720: 2500, 1080: 4500 };
const MAX_RATE_MULTIPLIER = 1.5;
const KEYFRAME_SECONDS = 4;
const heights = Object.keys(kilobits).map(Number);

export const mp4File = (height: number) => `mediacms-${height}.mp4`;

/**
 * MediaCMS's pipeline (files/helpers.py, produce_ffmpeg_commands): one process per profile, each reading the original,
 * small ones first, one at a time as its queue of long tasks has one worker; HLS is packaged from each MP4 when it is
 * done. It packages with Bento4; copying with ffmpeg costs about the same. Its pictures for the timeline are left out.
 */
export function mediacms(input: string, facts: ClipFacts): Stage[] {
  return ladder(facts).flatMap((height): Stage[] => [
    [{ name: `mp4-${height}`, args: encode(input, height, Math.ceil(facts.framesPerSecond)) }],
    [{ name: `hls-${height}`, args: pack(height) }],
  ]);
}

const ladder = (facts: ClipFacts) => heights.filter((height) => height <= facts.height);
export const ladderOf = ladder;
export const playableAfter = 'hls-240';
export const NICE = 0;

function encode(input: string, height: number, framesPerSecond: number): string[] {
  const most = `${Math.floor(kilobits[height]! * MAX_RATE_MULTIPLIER)}k`;
  const distance = framesPerSecond * KEYFRAME_SECONDS;
  return [
    ...['-v', 'error', '-y', '-i', input, '-c:v', 'libx264'],
    ...['-filter:v', `scale=-2:${height}:flags=lanczos,fps=fps=${framesPerSecond}`, '-pix_fmt', 'yuv420p'],
    ...['-crf', '23', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-maxrate', most, '-bufsize', most],
    ...['-force_key_frames', `expr:gte(t,n_forced*${KEYFRAME_SECONDS})`],
    ...['-x264-params', `keyint=${2 * distance}:keyint_min=${distance}`],
    // X26x_PRESET, and X26x_PRESET_BIG_HEIGHT from 720 lines on.
    ...['-preset', height >= 720 ? 'faster' : 'medium', '-profile:v', 'main', '-level', '4.2'],
    ...['-strict', '-2', '-movflags', '+faststart', mp4File(height)],
  ];
}

const pack = (height: number): string[] => [
  ...[
    '-v',
    'error',
    '-y',
    '-i',
    mp4File(height),
    '-c',
    'copy',
    '-f',
    'hls',
    '-hls_time',
    String(KEYFRAME_SECONDS),
  ],
  ...['-hls_list_size', '0', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
  ...['-hls_flags', 'single_file', '-hls_segment_filename', `mediacms-hls-${height}.mp4`],
  `mediacms-hls-${height}.m3u8`,
];
