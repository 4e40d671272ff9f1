import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  audioArguments,
  framesPerSegment,
  framesUntil,
  interpretProbe,
  planLadder,
  SEGMENT_SECONDS,
  videoArguments,
} from '../../libs/media/src/index.ts';

/**
 * The limit: one ffmpeg process that decodes a file once and makes every rung, the sound and the poster, with the very
 * settings of our workers. Nothing can encode the same ladder with less. It may use every core, as our workers do:
 * CPU-seconds are dearer when all cores are busy, because they share caches and, often, execution units.
 * @returns CPU-seconds of the process
 */
export async function referenceLadder(file: string, ffprobe: unknown): Promise<number> {
  const probed = interpretProbe(ffprobe);
  if (!probed.ok || !probed.source.video || !probed.source.audio)
    throw new Error('The clip has no picture or sound');
  const { video, audio, durationSeconds } = probed.source;
  const threads = availableParallelism();
  const rungs = planLadder(video);
  const folder = mkdtempSync(join(tmpdir(), 'matinee-limit-'));
  try {
    for (const name of [...rungs.map((rung) => rung.name), 'audio']) mkdirSync(join(folder, name));
    const picture = videoArguments(
      file,
      {
        source: video,
        firstFrame: 0,
        frames: framesUntil(durationSeconds!, video.frameRate),
        firstSegment: 0,
        framesPerSegment: framesPerSegment(video.frameRate),
        rungs,
        seekSeconds: 0,
        poster: true,
        pictureSize: { width: video.width, height: video.height },
      },
      threads,
    );
    const sound = audioArguments(
      file,
      { streamIndex: audio.index, segmentSeconds: SEGMENT_SECONDS, maxSeconds: durationSeconds! },
      threads,
    );
    const soundOutput = sound.slice(sound.indexOf('-i') + 2);
    return await cpuSeconds([...localFile(picture), ...soundOutput], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Workers read over loopback HTTP; the limit reads the file itself. */
const localFile = (args: string[]) => args.map((arg) => (arg === 'http,tcp' ? 'file,pipe' : arg));

/** The shell's `times` after one command: user and system time of what it waited for (POSIX, "times"). */
async function cpuSeconds(args: string[], cwd: string): Promise<number> {
  const script = 'nice -n 10 ffmpeg "$@" > progress.txt || exit 1; times > times.txt';
  const [code] = await once(spawn('sh', ['-c', script, 'sh', ...args], { cwd, stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error('The reference ffmpeg failed');
  const children = readFileSync(join(cwd, 'times.txt'), 'utf8').trim().split('\n')[1]!;
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 60 + Number(s),
    0,
  );
}
