import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Made } from './types.ts';

/** A rendition beside its source, scaled to the rendition's size. Luma; 1 and infinity are identical. */
export interface Quality {
  height: number;
  codec: Made['codec'];
  psnr: number;
  ssim: number;
  frames: number;
  /** Of the picture alone, without the sound and the container. */
  videoBytes: number;
  /** Frames by which the rendition is later than its source; anything but 0 is a fault of the pipeline. */
  shift: number;
}

const SHIFTS = [0, -1, 1, -2, 2];
const SHIFT_FRAMES = 20;

/**
 * ffmpeg that compares frame n of the one with frame n of the other, whatever times they carry.
 * @param shift frames to leave out at the start of the rendition; negative: of the source
 */
export function compareArguments(
  rendition: string,
  source: string,
  size: { width: number; height: number },
  { shift = 0, frames }: { shift?: number; frames?: number } = {},
): string[] {
  const count = (skip: number) => `trim=start_frame=${Math.max(0, skip)},setpts=N/(30*TB)`;
  const graph = [
    `[0:v]${count(shift)},format=yuv420p,split=2[a1][a2]`,
    `[1:v]${count(-shift)},scale=${size.width}:${size.height}:flags=bicubic,format=yuv420p,split=2[b1][b2]`,
    '[a1][b1]psnr=shortest=1[p]',
    '[a2][b2]ssim=shortest=1[s]',
  ].join(';');
  const limit = frames === undefined ? [] : ['-frames:v', String(frames)];
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-v', 'info', '-i', rendition, '-i', source],
    ...['-filter_complex', graph, '-map', '[p]', ...limit, '-f', 'null', '-'],
    ...['-map', '[s]', ...limit, '-f', 'null', '-'],
  ];
}

/** The sums that ffmpeg's filters print at their end. */
export function readScores(log: string): { psnr: number; ssim: number } {
  const psnr = /PSNR y:([\d.]+|inf)/.exec(log)?.[1];
  const ssim = /SSIM Y:([\d.]+)/.exec(log)?.[1];
  if (psnr === undefined || ssim === undefined) throw new Error(`No scores: ${log.slice(-1000)}`);
  return { psnr: psnr === 'inf' ? Infinity : Number(psnr), ssim: Number(ssim) };
}

async function run(program: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program}: ${output.stderr.slice(-2000)}`);
  return output;
}

/** Frames and bytes of the picture as the packets of a file have them. */
async function packets(
  file: string,
): Promise<{ frames: number; bytes: number; width: number; height: number }> {
  const entries = 'packet=size:stream=width,height';
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-show_entries', entries, '-of', 'json', file],
  ]);
  const { packets: all, streams } = JSON.parse(stdout) as {
    packets: { size: string }[];
    streams: { width: number; height: number }[];
  };
  const bytes = all.reduce((sum, { size }) => sum + Number(size), 0);
  return { frames: all.length, bytes, width: streams[0]!.width, height: streams[0]!.height };
}

/** Pictures that a rendition has, without looking at them. */
export const framesOf = async ({ file }: Made): Promise<number> => (await packets(file)).frames;

/** Scores of a rendition against its source, at the shift that fits best (0 where the pipeline is right). */
export async function measureQuality(made: Made, source: string): Promise<Quality> {
  const { frames, bytes, ...size } = await packets(made.file);
  const at = async (options: { shift: number; frames?: number }) =>
    readScores((await run('ffmpeg', compareArguments(made.file, source, size, options))).stderr);
  let best = { shift: 0, psnr: -Infinity };
  for (const shift of SHIFTS) {
    const { psnr } = await at({ shift, frames: SHIFT_FRAMES });
    if (psnr > best.psnr) best = { shift, psnr };
  }
  return {
    height: made.height,
    codec: made.codec,
    frames,
    videoBytes: bytes,
    shift: best.shift,
    ...(await at({ shift: best.shift })),
  };
}
