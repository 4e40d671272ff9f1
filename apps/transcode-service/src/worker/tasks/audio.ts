import { audioArguments, AUDIO_SAMPLE_RATE, initKey, MalformedMediaError, segmentKey } from '@matinee/media';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RenditionOutput, TaskResult } from '../../work/contract.ts';
import { checkRun } from '../outcome.ts';
import type { ServedSource } from '../reader.ts';
import { descriptions, sha256, storeBytes, storeFile } from '../store-outputs.ts';
import { limitsFor, serveUpload, type TaskContext } from '../task-context.ts';
import {
  badOutput,
  isEmptySegment,
  listSegments,
  readInit,
  readSegment,
  type CheckedInit,
} from '../verify.ts';

const POLL_MS = 200;
/** The first segments are told at once, later ones together. */
const REPORT_MS = 2000;

/** Encodes the whole sound and hands over its segments while it runs, so that playlists grow ahead of the viewer. */
export async function runAudioTask(context: TaskContext<'audio'>): Promise<TaskResult> {
  const source = await serveUpload(context, context.spec.source);
  const directory = join(context.directory, 'audio');
  await mkdir(directory);
  const collector = createCollector(context, directory);
  // The tool and the collector end each other: whichever fails first stops the other one.
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  try {
    const encoding = encode({ ...context, signal }, source);
    let running = true;
    const collecting = (async () => {
      while (running) {
        await collector.collect({ finished: false });
        await Promise.race([encoding, pause(POLL_MS, undefined, { signal })]);
      }
    })();
    const ended = encoding.finally(() => (running = false));
    await Promise.all([ended, collecting]).catch((error) => {
      failed.abort(error);
      throw error;
    });
    await collector.collect({ finished: true });
    const rendition = collector.rendition();
    return { kind: 'audio', renditions: rendition ? [rendition] : [] };
  } finally {
    source.close();
  }
}

async function encode(context: TaskContext<'audio'>, source: ServedSource): Promise<void> {
  const { spec, directory, signal } = context;
  const run = await context.sandbox({
    tool: 'ffmpeg',
    args: audioArguments(source.url, spec, context.threads.bulk),
    cwd: directory,
    // Sound is made about a hundred times faster than it plays; the limit is for a slow source.
    limits: limitsFor(spec.maxSeconds / 150),
    signal,
    activity: source.served,
    nice: 5,
  });
  checkRun(run, [source], 'damaged');
}

/** Checks and uploads what ffmpeg has finished. A segment is finished when the next one exists, or ffmpeg has ended. */
function createCollector(context: TaskContext<'audio'>, directory: string) {
  const { claim } = context;
  const segments: RenditionOutput['segments'] = [];
  let init: CheckedInit | undefined;
  let next = 0;
  let ticks = 0;
  let reported = 0;
  let reportedAt = -Infinity;

  async function take(index: number) {
    if (index !== next) throw badOutput(`audio segment ${next} is missing.`);
    init ??= await storeInit(context, directory);
    const segment = await readSegment(directory, index);
    if (segment.decodeTime !== ticks) throw badOutput(`audio segment ${index} starts at the wrong time.`);
    const key = segmentKey(claim.prefix, 'audio', index);
    const bytes = await storeFile(context, key, segment.path, descriptions.segment);
    await rm(segment.path);
    segments.push({ index, key, ticks: segment.duration, bytes });
    next += 1;
    ticks += segment.duration;
  }

  const rendition = (from = 0): RenditionOutput | undefined =>
    init && {
      name: 'audio',
      initKey: initKey(claim.prefix, 'audio'),
      initSha256: sha256(init.bytes),
      codec: init.codec,
      timescale: init.timescale,
      segments: segments.slice(from),
    };

  async function report() {
    const fresh = segments.length > reported && rendition(reported);
    const due = performance.now() - reportedAt > (segments.length > 2 ? REPORT_MS : 0);
    if (!fresh || !due) return;
    await context.progress([fresh]);
    reported += fresh.segments.length;
    reportedAt = performance.now();
  }

  return {
    rendition,
    async collect({ finished }: { finished: boolean }) {
      try {
        const indexes = await listSegments(directory);
        // A stream without one sample that decodes leaves an empty segment: the video plays without sound.
        if (finished && next === 0 && indexes.length === 1 && (await isEmptySegment(directory, indexes[0]!)))
          return;
        for (const index of finished ? indexes : indexes.slice(0, -1)) await take(index);
      } catch (error) {
        if (error instanceof MalformedMediaError) throw badOutput(`audio: ${error.message}`);
        throw error;
      }
      if (!finished) await report();
    },
  };
}

async function storeInit(context: TaskContext<'audio'>, directory: string): Promise<CheckedInit> {
  const init = await readInit(directory);
  if (init.codec !== 'mp4a.40.2' || init.timescale !== AUDIO_SAMPLE_RATE) {
    throw badOutput(`audio: ${init.codec} at ${init.timescale} Hz.`);
  }
  await storeBytes(context, initKey(context.claim.prefix, 'audio'), init.bytes, descriptions.audioInit);
  return init;
}
