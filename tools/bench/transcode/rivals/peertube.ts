import type { ClipFacts, Stage, Step } from '../types.ts';

/**
 * PeerTube's pipeline (v6.3 to 7.0: packages/ffmpeg and server/core/lib/transcoding), written out as the ffmpeg command
 * lines it starts. `stock` is its default configuration; `tuned` lets ffmpeg take every core and runs all that does not
 * depend on each other side by side, which is the most that its settings allow.
 */
export type Tuning = 'stock' | 'tuned';

/** Bits per pixel that encodes aim at, and up to which a file is copied instead (getAverage-, getMaxTheoreticalBitrate). */
const bitsPerPixel: Record<number, { average: number; most: number }> = {
  240: { average: 0.17, most: 0.29 },
  360: { average: 0.15, most: 0.26 },
  480: { average: 0.12, most: 0.22 },
  720: { average: 0.11, most: 0.19 },
  1080: { average: 0.1, most: 0.17 },
};
const heights = Object.keys(bitsPerPixel).map(Number);
/** Longer side of a storyboard's picture, and pictures along each side of the sheet (STORYBOARD in constants.ts). */
const SPRITE_SIDE = 192;
const SPRITES_PER_SIDE = 10;

const rate = (height: number, ratio: number, framesPerSecond: number, bits: number) =>
  Math.round(height * height * ratio * bits * framesPerSecond);

/** Target of an encode: never more than 30 % above what comes in. bit/s */
export function targetRate(height: number, facts: ClipFacts): number {
  const average = rate(
    height,
    facts.width / facts.height,
    facts.framesPerSecond,
    bitsPerPixel[height]!.average,
  );
  return Math.min(average, Math.round(facts.bitRate * 1.3));
}

/** Whether step 1 copies the streams instead of encoding them (canDoQuickVideoTranscode). */
export function isCopied(facts: ClipFacts): boolean {
  const most = rate(
    facts.height,
    facts.width / facts.height,
    facts.framesPerSecond,
    bitsPerPixel[facts.height]!.most,
  );
  return (
    facts.codec === 'h264' &&
    facts.pixelFormat === 'yuv420p' &&
    facts.bitRate <= most &&
    (facts.audioCodec === null || facts.audioCodec === 'aac')
  );
}

const WEB_VIDEO = 'web-video.mp4';
export const hlsFile = (height: number) => `peertube-${height}.mp4`;

const threads = (tuning: Tuning) => ['-threads', tuning === 'stock' ? '1' : '0'];
const start = (input: string) => ['-v', 'error', '-y', '-i', input];

/** Sound that is AAC already is copied (canCopyAudio), which is cheaper than the encode other sound gets. */
const sound = ({ audioCodec }: ClipFacts) => ['-c:a', audioCodec === 'aac' ? 'copy' : 'aac'];

function encode(height: number, facts: ClipFacts): string[] {
  const target = targetRate(height, facts);
  const framesPerSecond = Math.round(facts.framesPerSecond);
  return [
    ...['-max_muxing_queue_size', '1024', '-map_metadata', '-1', '-pix_fmt', 'yuv420p', ...sound(facts)],
    ...['-c:v', 'libx264', '-vf', `scale=w=-2:h=${height}`, '-preset', 'veryfast'],
    ...['-maxrate:v', String(target), '-bufsize:v', String(2 * target), '-b_strategy', '1', '-bf', '16'],
    ...['-r', String(framesPerSecond), '-g:v', String(2 * framesPerSecond)],
  ];
}

const hls = (height: number) => [
  ...['-hls_time', '4', '-hls_list_size', '0', '-hls_playlist_type', 'vod'],
  ...['-hls_segment_filename', hlsFile(height), '-hls_segment_type', 'fmp4', '-f', 'hls'],
  ...['-hls_flags', 'single_file', `peertube-${height}.m3u8`],
];

/** Step 1, "optimize": a faststart MP4 of the source's size. */
export const optimize = (input: string, facts: ClipFacts, tuning: Tuning): Step => ({
  name: 'optimize',
  args: isCopied(facts)
    ? [...start(input), '-c:v', 'copy', '-c:a', 'copy', '-map_metadata', '-1', ...finish(tuning)]
    : [...start(input), ...encode(facts.height, facts), ...finish(tuning)],
});
const finish = (tuning: Tuning) => ['-movflags', 'faststart', ...threads(tuning), '-f', 'mp4', WEB_VIDEO];

/**
 * Everything after step 1, all of it read from the file that step 1 made.
 * @param made what ffprobe says of that file
 */
export function afterOptimize(made: ClipFacts, tuning: Tuning): Stage[] {
  const top: Step = {
    name: 'hls-top',
    args: [...start(WEB_VIDEO), '-c:v', 'copy', '-c:a', 'copy', ...threads(tuning), ...hls(made.height)],
  };
  const lower = heights
    .filter((height) => height < made.height)
    .toReversed()
    .map((height): Step => ({
      name: `hls-${height}`,
      args: [...start(WEB_VIDEO), ...encode(height, made), ...threads(tuning), ...hls(height)],
    }));
  const rest = [...lower, storyboard(made, tuning)];
  return [[top], ...(tuning === 'tuned' ? [rest] : rest.map((step) => [step]))];
}

/** One more full decode, whatever the length. */
function storyboard(made: ClipFacts, tuning: Tuning): Step {
  const most = SPRITES_PER_SIDE ** 2;
  const every = Math.ceil(made.seconds / Math.min(Math.ceil(made.seconds), most));
  const count = Math.ceil(made.seconds / every);
  const columns = Math.min(count, SPRITES_PER_SIDE);
  const height = Math.round((SPRITE_SIDE * made.height) / made.width);
  const graph = [
    'setpts=N/round(FRAME_RATE)/TB',
    `select='not(mod(t,${every}))'`,
    `scale=${SPRITE_SIDE}:${height}`,
    `tile=layout=${columns}x${Math.ceil(count / columns)}`,
  ].join(',');
  const output = ['-frames:v', '1', '-q:v', '2', ...threads(tuning), 'storyboard.jpg'];
  return { name: 'storyboard', args: [...start(WEB_VIDEO), '-filter_complex', graph, ...output] };
}

export const playableAfter = 'hls-top';
export const ladderOf = (facts: ClipFacts) => heights.filter((height) => height <= facts.height);
export const webVideo = WEB_VIDEO;
/** PeerTube runs its jobs politely. */
export const NICE = 15;
