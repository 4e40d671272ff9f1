import {
  chunkFrames,
  framesToSeconds,
  initKey,
  segmentKey,
  videoArguments,
  type VideoChunk,
} from '@matinee/media';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenditionOutput, TaskResult } from '../../work/contract.ts';
import { TaskFailure } from '../failure.ts';
import { inParallel } from '../in-parallel.ts';
import { encodingAddressSpace } from '../memory.ts';
import { checkRun } from '../outcome.ts';
import { niceness } from '../sandbox.ts';
import type { ServedSource } from '../reader.ts';
import { descriptions, sha256, storeBytes, storeFile } from '../store-outputs.ts';
import { limitsFor, serveUpload, type TaskContext } from '../task-context.ts';
import { badOutput } from '../verify.ts';
import { verifyRung, type RungVerdict } from '../verify-rung.ts';
import { storeSheet, storeStill } from './stills.ts';

/**
 * Seconds of source decoded before a chunk. One is enough where the container has an index of keyframes; a transport
 * stream has none, so a start that turns out too late is tried again from further back.
 */
const PREROLLS = [1, 15, 120];
const UPLOADS = 8;
/** Share of a task's time that goes into encoding; the rest is checks and uploads. */
const ENCODING = 0.95;

type VideoContext = TaskContext<'video'> | TaskContext<'hold'>;
type GoodRung = Extract<RungVerdict, { state: 'good' }>;

/** Encodes one chunk in all its rungs, checks it, uploads it. */
export async function runVideoTask(context: VideoContext): Promise<TaskResult> {
  const source = await serveUpload(context, context.spec.source);
  try {
    const rungs = await encodeFromFarEnoughBack(context, source);
    const frames = rungs[0]?.frames ?? 0;
    if (rungs.some((rung) => rung.frames !== frames)) throw badOutput('The rungs differ in length.');
    const renditions = await upload(context, rungs);
    const { kind } = context.spec;
    const stills = await storeStill(context);
    return { kind, frames, renditions, stills, storyboard: await storeSheet(context, frames) };
  } finally {
    source.close();
  }
}

/** The rungs of the chunk, or none when the source ends before it. */
async function encodeFromFarEnoughBack(context: VideoContext, source: ServedSource): Promise<GoodRung[]> {
  const { spec } = context;
  // A picture that is held has to be met before it ends.
  const firstWanted = Math.min(spec.firstFrame, (holdFrom(spec) ?? Infinity) - 1);
  const start = framesToSeconds(firstWanted, spec.video.frameRate);
  for (const [position, preroll] of PREROLLS.entries()) {
    const seekSeconds = Math.max(0, start - preroll);
    const verdicts = await encode(context, source, seekSeconds);
    const good = verdicts.filter((verdict) => verdict.state === 'good');
    if (good.length === verdicts.length) return good;
    // From the very start, or from as far back as is reasonable: what is missing is not there.
    if (seekSeconds === 0 || position === PREROLLS.length - 1) {
      if (verdicts.every((verdict) => verdict.state === 'empty')) return [];
      throw new TaskFailure('damaged', `No picture at ${start} s.`);
    }
  }
  return [];
}

const holdFrom = (spec: VideoContext['spec']) => (spec.kind === 'hold' ? spec.holdFrom : null);

async function encode(
  context: VideoContext,
  source: ServedSource,
  seekSeconds: number,
): Promise<RungVerdict[]> {
  const { spec, directory, threads } = context;
  for (const { name } of spec.rungs) {
    await rm(join(directory, name), { recursive: true, force: true });
    await mkdir(join(directory, name));
  }
  const chunk: VideoChunk = {
    source: spec.video,
    firstFrame: spec.firstFrame,
    firstSegment: spec.firstSegment,
    segmentFrames: spec.segmentFrames,
    holdFrom: holdFrom(spec),
    rungs: spec.rungs,
    seekSeconds,
    stills: spec.stills,
    storyboard: spec.storyboard,
    pictureSize: spec.video,
  };
  // Somebody waits for the first segment, so it may use the whole machine.
  const urgent = spec.firstSegment === 0;
  const used = urgent ? threads.fast : context.claim.alone ? threads.alone : threads.bulk;
  const run = await context.sandbox({
    tool: 'ffmpeg',
    args: videoArguments(source.url, chunk, used),
    cwd: directory,
    limits: limitsFor(
      framesToSeconds(chunkFrames(chunk), spec.video.frameRate),
      encodingAddressSpace(spec.video, spec.rungs, used),
    ),
    signal: context.signal,
    activity: source.served,
    onProgress: ({ frames }) => context.advance((ENCODING * frames) / chunkFrames(chunk)),
    nice: urgent ? niceness.awaited : niceness.work,
  });
  checkRun(run, [source], 'damaged');
  const verdicts: RungVerdict[] = [];
  for (const rung of spec.rungs) {
    const expected = { ...chunk, ...rung, frameRate: spec.video.frameRate };
    verdicts.push(await verifyRung(join(directory, rung.name), expected, run.frames));
  }
  return verdicts;
}

async function upload(context: VideoContext, rungs: GoodRung[]): Promise<RenditionOutput[]> {
  const { claim, spec } = context;
  const uploads: (() => Promise<unknown>)[] = [];
  const renditions = rungs.map(({ init, segments }, position): RenditionOutput => {
    const { name } = spec.rungs[position]!;
    const key = initKey(claim.prefix, name);
    uploads.push(() => storeBytes(context, key, init.bytes, descriptions.init));
    return {
      name,
      initKey: key,
      initSha256: sha256(init.bytes),
      codec: init.codec,
      timescale: init.timescale,
      segments: segments.map(({ index, duration, bytes, path, keyBytes }) => {
        const key = segmentKey(claim.prefix, name, index);
        uploads.push(() => storeFile(context, key, path, descriptions.segment));
        return { index, key, ticks: duration, bytes, keyBytes };
      }),
    };
  });
  await inParallel(uploads, UPLOADS, async (start) => void (await start()));
  return renditions;
}
