import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testCloud } from './test-cloud.ts';

export type ClipOptions = {
  /** Length; default 2. */
  seconds?: number;
  /** Width x height; default 320x180. */
  size?: `${number}x${number}`;
  /** Default 25. */
  fps?: number;
  /** A 440 Hz tone, nothing, or only the tone without pictures; default 'tone'. */
  audio?: 'tone' | 'none' | 'only';
  /** 1 or 2; default 2. */
  channels?: number;
  /** Default libx264. */
  videoCodec?: 'libx264' | 'libx265' | 'libvpx-vp9' | 'mpeg4' | 'ffv1';
  /** Also the container; default mp4. */
  extension?: 'mp4' | 'mov' | 'mkv' | 'webm' | 'avi' | 'ts' | 'm4a' | 'wav' | 'mp3';
  /** Moving test card, or one still colour; default 'moving'. */
  picture?: 'moving' | 'still';
  /** Rotation tag in degrees, as phones write it. */
  rotate?: 90 | 180 | 270;
  /** More ffmpeg output options, before the file. */
  extra?: readonly string[];
};

const run = promisify(execFile);

/**
 * A small media file made by ffmpeg, once per run for each set of options; answers its path, which is not to be
 * written to. `dir` is the cache (default: a folder of the run).
 */
export async function clip(options: ClipOptions = {}, dir = join(testCloud().dir, 'clips')): Promise<string> {
  const { extension = 'mp4' } = options;
  const args = clipArguments(options);
  const name = createHash('sha256').update(args.join('\0')).digest('hex').slice(0, 16);
  const file = join(dir, `${name}.${extension}`);
  if (existsSync(file)) return file;
  mkdirSync(dir, { recursive: true });
  // Workers may make the same clip at the same time: each its own, and the last rename wins.
  const making = join(dir, `${name}.${randomUUID()}.${extension}`);
  try {
    await run('ffmpeg', [...args, making]);
    renameSync(making, file);
  } finally {
    rmSync(making, { force: true });
  }
  return file;
}

function clipArguments(options: ClipOptions): string[] {
  const { seconds = 2, size = '320x180', fps = 25, audio = 'tone', channels = 2 } = options;
  const { extension = 'mp4', picture = 'moving', rotate, extra = [] } = options;
  const hasVideo = audio !== 'only';
  const hasAudio = audio !== 'none';
  const source = picture === 'moving' ? 'testsrc2' : 'color=c=teal';
  const card = `${source}${picture === 'moving' ? '=' : ':'}size=${size}:rate=${fps}:duration=${seconds}`;
  return [
    ...['-hide_banner', '-v', 'error', '-nostdin', '-y'],
    ...(hasVideo ? ['-f', 'lavfi', '-i', card] : []),
    ...(hasAudio ? ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`] : []),
    ...(hasVideo
      ? videoArguments(options.videoCodec ?? (extension === 'webm' ? 'libvpx-vp9' : 'libx264'))
      : []),
    ...(hasAudio ? ['-ac', String(channels)] : []),
    ...(rotate ? ['-metadata:s:v:0', `rotate=${rotate}`] : []),
    ...(['mp4', 'mov', 'm4a'].includes(extension) ? ['-movflags', '+faststart'] : []),
    ...extra,
  ];
}

function videoArguments(codec: NonNullable<ClipOptions['videoCodec']>): string[] {
  const speed: Record<typeof codec, string[]> = {
    libx264: ['-preset', 'ultrafast'],
    libx265: ['-preset', 'ultrafast', '-x265-params', 'log-level=error'],
    'libvpx-vp9': ['-deadline', 'realtime', '-cpu-used', '8'],
    mpeg4: ['-qscale:v', '5'],
    ffv1: [],
  };
  return ['-c:v', codec, '-pix_fmt', 'yuv420p', ...speed[codec]];
}
