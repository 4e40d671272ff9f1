import { videoArguments, type VideoChunk } from '@matinee/media';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { lavfi, numberedPicture, readNumbers, withClips, x264 } from './spec-clips.ts';
import { withWorker } from './spec-kit.ts';
import { planVideo } from './spec-plan.ts';
import { limitsFor } from './task-context.ts';
import { verifyRung } from './verify-rung.ts';

/**
 * Every option of the recipe is there because ffmpeg goes wrong without it, silently and with exit code 0.
 * Each test takes one away and shows that our own check, or the pictures, tell.
 */
const clips = withClips();
const worker = withWorker();
let film: Uint8Array;
let chunks: VideoChunk[];
let count = 0;

beforeAll(async () => {
  film = await clips.make(
    'film.mp4',
    ...lavfi(numberedPicture({ rate: '30000/1001', seconds: 9 })),
    ...x264(),
  );
  const specs = await planVideo(worker, worker.upload(film), 1);
  chunks = specs.map((spec) => ({
    ...spec,
    source: spec.video,
    holdFrom: null,
    seekSeconds: Math.max(0, spec.firstSegment * 4.004 - 1),
    pictureSize: spec.video,
  }));
});

/** Encodes chunk `index` with changed arguments and looks at it as the worker does. */
async function encode(index: number, change: (args: string) => string) {
  const chunk = chunks[index]!;
  const directory = clips.path(`run${(count += 1)}`);
  const name = chunk.rungs[0]!.name;
  await mkdir(join(directory, name), { recursive: true });
  const input = clips.path('film.mp4');
  // Blanks occur in no argument.
  const args = change(videoArguments(input, chunk, 1).join(' ').replace('http,tcp', 'file'))
    .split(' ')
    .filter(Boolean);
  const signal = new AbortController().signal;
  const run = await worker.tools.sandbox({
    tool: 'ffmpeg',
    args,
    cwd: directory,
    limits: limitsFor(60),
    signal,
  });
  expect(run.exitCode).toBe(0);
  const rung = join(directory, name);
  const expected = { ...chunk, ...chunk.rungs[0]!, frameRate: chunk.source.frameRate };
  return { rung, check: () => verifyRung(rung, expected, run.frames) };
}
async function numbersOf(rung: string, segment: string) {
  const bytes = [await readFile(join(rung, 'init.mp4')), await readFile(join(rung, segment))];
  await writeFile(join(rung, 'joined.mp4'), Buffer.concat(bytes));
  return readNumbers(join(rung, 'joined.mp4'));
}
const from = (first: number) => Array.from({ length: 120 }, (_, index) => first + index);

describe('the recipe for a chunk', () => {
  it('is right as it is', async () => {
    const { rung, check } = await encode(1, (args) => args);
    expect(await check()).toMatchObject({ state: 'good', frames: 120 });
    expect(await numbersOf(rung, '00001.m4s')).toEqual(from(120));
  });

  it('restarts at zero without frag_discont', async () => {
    const { check } = await encode(1, (args) => args.replace('+frag_discont', ''));
    await expect(check()).rejects.toThrow('starts at the wrong time');
  });

  it('is shifted by the encoder delay without -avoid_negative_ts disabled', async () => {
    const { check } = await encode(0, (args) => args.replace('-avoid_negative_ts disabled', ''));
    const outcome = await check().then(
      (verdict) => verdict.state,
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(/late|wrong time/);
  });

  it('shows its first frame late without negative composition offsets', async () => {
    const { check } = await encode(1, (args) => args.replace('+negative_cts_offsets', ''));
    const outcome = await check().then(
      (verdict) => verdict.state,
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(/late|wrong time/);
  });

  it('is late, and says so, where the source is read from too far on', async () => {
    // Keyframes are at 0 and 5.005 s, the chunk starts at 4.004 s.
    const { check } = await encode(1, (args) => args.replace(/-ss \S+/, '-ss 5.5'));
    expect((await check()).state).toBe('late');
  });

  it('is not believed when the disk was full', async () => {
    const { rung, check } = await encode(0, (args) => args);
    const { length } = await readFile(join(rung, '00000.m4s'));
    await truncate(join(rung, '00000.m4s'), length - 1);
    await expect(check()).rejects.toMatchObject({ code: 'internal', retriable: true });
    await truncate(join(rung, '00000.m4s'), 0);
    await expect(check()).rejects.toMatchObject({ code: 'internal' });
  });
});
