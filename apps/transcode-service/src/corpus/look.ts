import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const most = { maxBuffer: 256 * 1024 ** 2 };

export interface Looked {
  codec_type: string;
  codec_name: string;
  profile?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  pix_fmt?: string;
  color_range?: string;
  color_space?: string;
  color_transfer?: string;
  color_primaries?: string;
  channels?: number;
  sample_rate?: string;
  nb_read_packets?: string;
  side_data_list?: { rotation?: number }[];
  tags?: Record<string, string>;
}

/** What ffprobe says of a file of ours. */
export async function look(path: string): Promise<{ streams: Looked[]; seconds: number; tags: string }> {
  const { stdout } = await run(
    'ffprobe',
    ['-v', 'error', '-of', 'json', '-show_streams', '-show_format', '-show_chapters', '-count_packets', path],
    most,
  );
  const { streams, format, chapters } = JSON.parse(stdout);
  return { streams, seconds: Number(format.duration), tags: JSON.stringify([format.tags, chapters]) };
}

/** Decodes all of a file; the complaints of the decoder. */
export async function decode(path: string): Promise<string> {
  const { stderr } = await run('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-'], most);
  return stderr.slice(0, 500);
}

/** Frames `from` to `to` of a file as a player shows them: I420 of BT.709, limited range, in the given size. */
async function frames(
  path: string,
  filters: string,
  size: readonly [number, number],
  from: number,
  to: number,
) {
  const scale = `scale=${size.join(':')}:flags=bicubic+accurate_rnd:out_color_matrix=bt709:out_range=tv`;
  const chosen = `select='between(n,${from},${to})'`;
  const { stdout } = await run(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      path,
      '-vf',
      `${filters},${chosen},${scale},format=yuv420p`,
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      '-',
    ],
    { ...most, encoding: 'buffer' },
  );
  const bytes = (size[0] * size[1] * 3) / 2;
  return Array.from({ length: Math.floor(stdout.length / bytes) }, (_, n) =>
    stdout.subarray(n * bytes, (n + 1) * bytes),
  );
}

/**
 * PSNR (dB) of the frame in the middle of ours against the source decoded plainly, the best of three neighbours:
 * where the rate was changed, which one is shown is a matter of rounding.
 */
export async function likeness(
  ours: { path: string; frames: number; size: readonly [number, number]; rate: number },
  source: { path: string; filters: string },
): Promise<number> {
  const middle = Math.floor(ours.frames / 2);
  const [mine] = await frames(ours.path, 'null', ours.size, middle, middle);
  const paced = `${source.filters},fps=${ours.rate}`;
  const theirs = await frames(source.path, paced, ours.size, Math.max(0, middle - 1), middle + 1);
  if (!mine) return 0;
  return Math.max(0, ...theirs.map((their) => psnr(mine, their)));
}

export function psnr(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return 0;
  let squares = 0;
  for (let at = 0; at < a.length; at += 1) squares += (a[at]! - b[at]!) ** 2;
  return squares === 0 ? 99 : 10 * Math.log10(255 ** 2 / (squares / a.length));
}

/** Mean luma of a picture, 0 to 255. */
export async function meanLuma(path: string): Promise<number> {
  const { stdout } = await run(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      path,
      '-vf',
      'scale=1:1:flags=area,format=gray',
      '-frames:v',
      '1',
      '-f',
      'rawvideo',
      '-',
    ],
    { ...most, encoding: 'buffer' },
  );
  return stdout[0] ?? 0;
}
