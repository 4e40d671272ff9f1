import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { randomUUID } from 'node:crypto';
import { testCloud } from '@matinee/testing';

const run = promisify(execFile);

export type ClipOptions = { seconds: number; size?: string; fps?: number; audio?: boolean };

/** Colours far enough from each other to be told apart after encoding: each owner's pictures have one. */
export const colours = [
  'c03030',
  '30c030',
  '3030c0',
  'c0c030',
  'c030c0',
  '30c0c0',
  '303030',
  'c0c0c0',
] as const;
/** The picture of the file that no video may ever show. */
export const CANARY = 'f08000';

/** A film in one colour with some noise, so that every segment is its own; made once per run. */
export async function paint(colour: string, options: ClipOptions): Promise<string> {
  const { seconds, size = '320x180', fps = 25, audio = true } = options;
  const folder = join(testCloud().dir, 'painted');
  const file = join(folder, `${colour}-${seconds}-${size}-${fps}-${audio}.mp4`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const making = join(folder, `${randomUUID()}.mp4`);
  const picture = `color=c=0x${colour}:size=${size}:rate=${fps}:duration=${seconds},noise=alls=12:allf=t`;
  await run('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', picture],
    ...(audio ? ['-f', 'lavfi', '-i', `sine=frequency=330:duration=${seconds}`] : []),
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', making],
  ]);
  renameSync(making, file);
  return file;
}

/** The average colour (RRGGBB) of the first picture of a film. */
export async function colourOf(film: Buffer): Promise<string> {
  const file = join(testCloud().dir, `${randomUUID()}.mp4`);
  await writeFile(file, film);
  try {
    const { stdout } = await run(
      'ffmpeg',
      [
        '-v',
        'error',
        '-i',
        file,
        '-frames:v',
        '1',
        '-vf',
        'scale=1:1:flags=area,format=rgb24',
        '-f',
        'rawvideo',
        '-',
      ],
      { encoding: 'buffer' },
    );
    return stdout.toString('hex');
  } finally {
    await rm(file);
  }
}
