import { mp4Arguments } from '@matinee/media';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskResult } from '../../work/contract.ts';
import { joinedSource } from '../byte-source.ts';
import { needSpace } from '../disk-space.ts';
import { inParallel } from '../in-parallel.ts';
import { checkRun } from '../outcome.ts';
import type { ServedSource } from '../reader.ts';
import { asStorage, descriptions, storeBytes } from '../store-outputs.ts';
import type { TaskContext } from '../task-context.ts';
import { badOutput } from '../verify.ts';
import { checkMp4 } from '../verify-mp4.ts';

const OUTPUT = 'video.mp4';
const GiB = 1024 ** 3;
/** Sizes are asked for in parallel; a two-hour film has 1800 segments of each kind. */
const HEADS = 32;

interface Rendition {
  init: string;
  segments: string[];
}

/** Joins the MP4 from uploaded segments, then writes the playlists for good: nobody sees one that points nowhere. */
export async function runFinalizeTask(context: TaskContext<'finalize'>): Promise<TaskResult> {
  const { mp4, documents } = context.spec;
  const mp4Bytes = mp4 ? await buildMp4(context, mp4) : 0;
  const encoder = new TextEncoder();
  for (const { key, type, text } of documents)
    await storeBytes(context, key, encoder.encode(text), descriptions[type]);
  return { kind: 'finalize', mp4Bytes };
}

type Mp4 = NonNullable<TaskContext<'finalize'>['spec']['mp4']>;

async function buildMp4(context: TaskContext<'finalize'>, mp4: Mp4): Promise<number> {
  const served: ServedSource[] = [];
  try {
    const tracks = [mp4.video, mp4.audio].filter((track) => track !== null);
    const joined = await Promise.all(tracks.map((track) => joinRendition(context, track)));
    const payload = joined.reduce((sum, { size }) => sum + size, 0);
    // The index is put first by writing the file a second time in place, so it needs little more than its own size.
    await needSpace(context.directory, payload);
    const inputs = joined.map((source) => context.reader.serve(source));
    served.push(...inputs);
    const run = await context.sandbox({
      tool: 'ffmpeg',
      args: mp4Arguments(
        inputs.map(({ url }) => url),
        OUTPUT,
      ),
      cwd: context.directory,
      limits: {
        addressSpaceBytes: 4 * GiB,
        cpuSeconds: 3600,
        fileBytes: payload * 2 + GiB,
        // Copying needs a disk and a network that do 2 MB/s.
        wallSeconds: 300 + payload / 2e6,
        stallSeconds: 120,
      },
      signal: context.signal,
      activity: () => inputs.reduce((sum, input) => sum + input.served(), 0),
    });
    checkRun(run, inputs, 'internal');
    const path = join(context.directory, OUTPUT);
    await checkMp4(path, payload);
    const object = { bucket: context.mediaBucket, key: mp4.key };
    const description = mp4.video ? descriptions.mp4 : descriptions.m4a;
    await asStorage(context.signal, context.store.putFile(object, path, description, context.signal));
    return (await stat(path)).size;
  } finally {
    for (const source of served) source.close();
  }
}

async function joinRendition(context: TaskContext<'finalize'>, { init, segments }: Rendition) {
  const { store, signal, mediaBucket: bucket } = context;
  const sizes = new Map<string, number>();
  const keys = [init, ...segments];
  await asStorage(
    signal,
    inParallel(keys, HEADS, async (key) => void sizes.set(key, await store.size({ bucket, key }, signal))),
  );
  const parts = keys.map((key) => ({ bucket, key, size: sizes.get(key) ?? 0 }));
  if (parts.some(({ size }) => size === 0)) throw badOutput('A segment is empty.');
  return joinedSource(store, parts, signal);
}
