import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';

const run = promisify(execFile);
export const ffmpeg = (...args: string[]) =>
  run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 ** 2,
  });

type Probed = { streams: Record<string, unknown>[]; format: Record<string, unknown> };
export async function ffprobe(...args: string[]): Promise<Probed> {
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-of',
    'json',
    '-show_streams',
    '-show_format',
    ...args,
  ]);
  return JSON.parse(stdout) as Probed;
}

/** Bits of a frame's number that are drawn into it. */
const BITS = 10;

/** A picture that carries its own frame number as white and black columns, so that any frame can be told apart. */
export function numberedPicture(options: { rate: string; seconds: number; size?: string }): string {
  const boxes = Array.from(
    { length: BITS },
    (_, bit) =>
      `drawbox=x=iw/${BITS}*${bit}:w=iw/${BITS}:h=ih:c=white:t=fill:enable='mod(floor(n/${2 ** bit}),2)'`,
  );
  return `color=black:s=${options.size ?? '320x180'}:r=${options.rate}:d=${options.seconds},${boxes.join(',')}`;
}

/** The numbers drawn into the frames of a file, in the order they are shown. */
export async function readNumbers(path: string): Promise<number[]> {
  const filters = `scale=${BITS}:1:flags=area,format=gray`;
  const { stdout } = await ffmpeg(
    '-i',
    path,
    '-vf',
    filters,
    '-fps_mode',
    'passthrough',
    '-f',
    'rawvideo',
    '-',
  );
  const numbers: number[] = [];
  for (let offset = 0; offset + BITS <= stdout.length; offset += BITS) {
    numbers.push(
      stdout.subarray(offset, offset + BITS).reduce((sum, luma, bit) => sum + (luma > 128 ? 2 ** bit : 0), 0),
    );
  }
  return numbers;
}

/** A directory for the specs of one file, and clips made in it. */
export function withClips() {
  const clips = {
    directory: '',
    path: (name: string) => join(clips.directory, name),
    async make(name: string, ...args: string[]): Promise<Uint8Array> {
      await ffmpeg(...args, clips.path(name));
      return readFile(clips.path(name));
    },
  };
  beforeAll(async () => {
    clips.directory = await mkdtemp(join(tmpdir(), 'worker-spec-'));
  });
  afterAll(() => rm(clips.directory, { recursive: true, force: true }));
  return clips;
}

export const lavfi = (graph: string) => ['-f', 'lavfi', '-i', graph];
/** Small and quick, with B-frames and long groups of pictures, as the hardest sources are. */
export const x264 = (gop = 250) => [
  '-c:v',
  'libx264',
  '-preset',
  'superfast',
  '-bf',
  '3',
  '-g',
  String(gop),
  '-pix_fmt',
  'yuv420p',
];
