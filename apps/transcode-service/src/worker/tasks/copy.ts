import {
  createCopier,
  initKey,
  MalformedMediaError,
  readInitSegment,
  readMediaSegment,
  segmentKey,
  type Copier,
  type PlannedSegment,
} from '@matinee/media';
import type { RenditionOutput, SegmentOutput, TaskResult } from '../../work/contract.ts';
import { objectSource, type RangeSource } from '../byte-source.ts';
import { TaskFailure } from '../failure.ts';
import { decodeFirstPicture } from '../first-picture.ts';
import { asStorage, descriptions, sha256, storeBytes } from '../store-outputs.ts';
import type { TaskContext } from '../task-context.ts';
import { badOutput } from '../verify.ts';

/** The first segments are told at once, later ones together. */
const REPORT_MS = 2000;

/**
 * Makes segments of a rung from the source's own samples: reads the index and, one segment after the other, the bytes
 * that hold its samples. No encoder is involved, and a decoder for one picture only. Segments are handed over while it
 * goes on. A source whose bytes are not what its index says fails with `damaged`.
 */
export async function runCopyTask(context: TaskContext<'copy'>): Promise<TaskResult> {
  const { spec } = context;
  context.signal.throwIfAborted();
  const source = objectSource(context.store, context.cache, spec.source, spec.source.size);
  try {
    return { kind: 'copy', renditions: [await copy(context, source)] };
  } catch (error) {
    if (error instanceof MalformedMediaError)
      throw new TaskFailure('damaged', error.message, { cause: error });
    throw error;
  }
}

async function copy(context: TaskContext<'copy'>, source: RangeSource): Promise<RenditionOutput> {
  const { spec, claim, signal } = context;
  const { name } = spec.rung;
  const { offset, size, track } = spec.index;
  const moov = await asStorage(signal, source.range(offset, offset + size));
  const copier = createCopier(moov, track, spec.video.startTime, spec.video.frameRate);
  const init = await storeInit(context, copier);
  const rendition = { name, ...init.told, timescale: copier.timescale, segments: [] as SegmentOutput[] };
  const report = createReport(context, rendition);
  for (const [position, firstSample] of spec.firstSamples.slice(0, -1).entries()) {
    const index = spec.firstSegment + position;
    const plan = copier.plan({ firstSample, samples: spec.firstSamples[position + 1]! - firstSample });
    const bytes = plan.build(await asStorage(signal, source.range(plan.start, plan.end)), index + 1);
    const keyBytes = checkSegment(bytes, plan, `${name} segment ${index}`);
    const key = segmentKey(claim.prefix, name, index);
    await Promise.all([
      storeBytes(context, key, bytes, descriptions.segment),
      // Whether a decoder takes it is told by the first picture; the others have the same parameters.
      index === 0 && decodeFirstPicture(context, Buffer.concat([init.bytes, bytes])),
    ]);
    context.advance((position + 1) / (spec.firstSamples.length - 1));
    const ticks = plan.endTicks - plan.startTicks;
    rendition.segments.push({ index, key, ticks, bytes: bytes.byteLength, keyBytes });
    await report();
  }
  return rendition;
}

async function storeInit(context: TaskContext<'copy'>, copier: Copier) {
  const { rung } = context.spec;
  const bytes = copier.initSegment();
  const init = readInitSegment(bytes);
  const { width, height } = init.video ?? {};
  if (width !== rung.width || height !== rung.height)
    throw badOutput(`${rung.name}: ${width}x${height} is copied.`);
  const key = initKey(context.claim.prefix, rung.name);
  await storeBytes(context, key, bytes, descriptions.init);
  return { bytes, told: { initKey: key, initSha256: sha256(bytes), codec: init.codec } };
}

/** Reads the segment again as a player would; gives the bytes up to the end of its first frame. */
function checkSegment(bytes: Uint8Array, plan: PlannedSegment, name: string): number {
  const segment = readMediaSegment(bytes);
  const wrong =
    (segment.decodeTime !== plan.startTicks && 'starts at the wrong time') ||
    (segment.firstPresentation !== plan.startTicks && 'shows its first frame at the wrong time') ||
    (segment.duration !== plan.endTicks - plan.startTicks && 'has the wrong length') ||
    (segment.lastPresentation >= plan.endTicks && 'goes on into the next one') ||
    (!segment.startsWithKeyframe && 'does not start with a keyframe');
  if (wrong) throw badOutput(`${name} ${wrong}.`);
  return segment.keyBytes;
}

/** Tells what is uploaded and was not told yet. */
function createReport(context: TaskContext<'copy'>, rendition: RenditionOutput) {
  let reported = 0;
  let reportedAt = -Infinity;
  return async () => {
    const { segments } = rendition;
    if (performance.now() - reportedAt < (segments.length > 2 ? REPORT_MS : 0)) return;
    await context.progress([{ ...rendition, segments: segments.slice(reported) }]);
    reported = segments.length;
    reportedAt = performance.now();
  };
}
