import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../stack.ts';
import type { ClipFacts } from './types.ts';

export type ClipName = 'grain' | 'clean' | 'web';

const media = (name: string) => join(root, 'apps/e2e/media', name);
const bunny = media('big-buck-bunny-320x240.mp4');
const cars = media('cars-768x432.mp4');
const FRAMES_PER_SECOND = 30;
/** Threads of the encoder that makes a clip: x264's output depends on their number, so it must not be the machine's. */
const THREADS = '4';

/**
 * What each clip is. All are the same pictures: the first third drawn (bunny), the rest filmed (cars, one of its frames
 * for every frame, so none stands still), scaled to 1080p at 30 frames per second, and AAC stereo.
 */
export const clips: Record<ClipName, { about: string; grain: boolean; video: string[] }> = {
  grain: {
    about: '1080p30 with film grain, H.264 at 20 Mbit/s, key frames 250 frames apart: has to be encoded',
    grain: true,
    video: ['-preset', 'ultrafast', '-b:v', '20M', '-maxrate', '20M', '-bufsize', '20M', '-g', '250'],
  },
  clean: {
    about: '1080p30 without grain, H.264 at 12 Mbit/s, key frames 250 frames apart: has to be encoded',
    grain: false,
    video: [
      '-preset',
      'ultrafast',
      '-b:v',
      '12M',
      '-minrate',
      '12M',
      '-maxrate',
      '12M',
      '-bufsize',
      '12M',
      '-g',
      '250',
    ],
  },
  web: {
    about: '1080p30, H.264 High at 4 Mbit/s, closed groups of 2 s, AAC, index first: friendly to the web',
    grain: false,
    video: [
      ...['-preset', 'veryfast', '-profile:v', 'high', '-b:v', '4M', '-maxrate', '5M', '-bufsize', '10M'],
      ...['-g', '60', '-keyint_min', '60', '-sc_threshold', '0', '-flags', '+cgop'],
    ],
  },
};

/** ffmpeg that makes a clip of some whole seconds. */
export function clipArguments(name: ClipName, seconds: number, output: string): string[] {
  const { grain, video } = clips[name];
  const frames = seconds * FRAMES_PER_SECOND;
  const drawn = Math.min(7 * FRAMES_PER_SECOND, Math.floor(frames / 3));
  const count = `setpts=N/(${FRAMES_PER_SECOND}*TB)`;
  const fill = 'scale=1920:1080:force_original_aspect_ratio=increase,crop=1920:1080,setsar=1';
  const look = grain ? 'noise=alls=8:allf=t:all_seed=2026,format=yuv420p' : 'format=yuv420p';
  const graph = [
    `[0:v]trim=end_frame=${drawn},${count},${fill}[drawn]`,
    `[1:v]${count},trim=end_frame=${frames - drawn},${fill}[filmed]`,
    `[drawn][filmed]concat=n=2,fps=${FRAMES_PER_SECOND},${look}[picture]`,
  ].join(';');
  return [
    ...[
      '-v',
      'error',
      '-y',
      '-i',
      bunny,
      '-stream_loop',
      '-1',
      '-i',
      cars,
      '-stream_loop',
      '-1',
      '-i',
      bunny,
    ],
    ...['-filter_complex', graph, '-map', '[picture]', '-map', '2:a:0', '-t', String(seconds)],
    ...['-c:v', 'libx264', ...video, '-threads', THREADS, '-color_range', 'tv', '-colorspace', 'bt709'],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ...['-c:a', 'aac', '-b:a', '128k', '-ar', '48000', '-ac', '2', '-movflags', '+faststart', output],
  ];
}

/**
 * ffmpegs that put a clip behind itself by copying until it is at least so long. Picture and sound are repeated on their
 * own, because together each round would start where the longer one ends, and the picture would stumble. Whole rounds,
 * because a cut in the middle leaves frames without those they refer to.
 */
export function longClipArguments(
  clip: { file: string; seconds: number },
  seconds: number,
  folder: string,
  output: string,
): string[][] {
  const part = (name: string) => join(folder, name);
  const start = ['-v', 'error', '-y'];
  const rounds = Math.ceil(seconds / clip.seconds);
  const again = ['-stream_loop', String(rounds - 1)];
  const copy = ['-c', 'copy'];
  // Rounds of the sound are longer by a part of an AAC frame: a sound that goes on after the picture would be another case.
  const end = ['-t', String(rounds * clip.seconds)];
  return [
    [...start, '-i', clip.file, '-map', '0:v', ...copy, part('picture.mp4')],
    [...start, '-i', clip.file, '-map', '0:a', ...copy, part('sound.mp4')],
    [...start, ...again, '-i', part('sound.mp4'), ...end, ...copy, part('long-sound.mp4')],
    [
      ...[...start, ...again, '-i', part('picture.mp4'), '-i', part('long-sound.mp4')],
      ...['-map', '0:v', '-map', '1:a', ...copy, '-movflags', '+faststart', output],
    ],
  ];
}

/** @throws Error with ffmpeg's words */
export function runFfmpeg(args: string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-nostdin', ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ffmpeg: ${stderr.slice(-2000)}`);
}

/** ffprobe's JSON of a file. */
export const probe = (file: string): unknown =>
  JSON.parse(
    spawnSync('ffprobe', ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', file], {
      encoding: 'utf8',
    }).stdout,
  );

interface Probed {
  format: { duration: string };
  streams: (Record<string, string> & { width: number; height: number })[];
}

/** What pipelines want to know of a file that we made ourselves. */
export function clipFacts(file: string): ClipFacts {
  const { format, streams } = probe(file) as Probed;
  const picture = streams.find(({ codec_type: type }) => type === 'video')!;
  const [numerator = 0, denominator = 1] = picture.r_frame_rate!.split('/').map(Number);
  return {
    width: picture.width,
    height: picture.height,
    framesPerSecond: numerator / denominator,
    seconds: Number(format.duration),
    bitRate: Number(picture.bit_rate),
    codec: picture.codec_name!,
    pixelFormat: picture.pix_fmt!,
    audioCodec: streams.find(({ codec_type: type }) => type === 'audio')?.codec_name ?? null,
  };
}
