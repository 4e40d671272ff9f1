import { AUDIO_SAMPLE_RATE, initKey, MalformedMediaError, segmentKey } from '@matinee/media';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenditionOutput } from '../../work/contract.ts';
import { descriptions, sha256, storeBytes, storeFile } from '../store-outputs.ts';
import type { TaskContext } from '../task-context.ts';
import {
  badOutput,
  isEmptySegment,
  listSegments,
  readInit,
  readSegment,
  type CheckedInit,
} from '../verify.ts';

/** The first segments are told at once, later ones together. */
const REPORT_MS = 2000;

/**
 * Checks and uploads what ffmpeg has finished of the rendition `name`, and tells the server. A segment is finished
 * when the next one exists, or ffmpeg has ended.
 */
export function createCollector(context: TaskContext<'audio'>, name: string) {
  const { claim } = context;
  const directory = join(context.directory, name);
  const segments: RenditionOutput['segments'] = [];
  let init: CheckedInit | undefined;
  let next = 0;
  let ticks = 0;
  let reported = 0;
  let reportedAt = -Infinity;

  async function take(index: number) {
    if (index !== next) throw badOutput(`audio segment ${next} is missing.`);
    init ??= await storeInit();
    const segment = await readSegment(directory, index);
    if (segment.decodeTime !== ticks) throw badOutput(`audio segment ${index} starts at the wrong time.`);
    const key = segmentKey(claim.prefix, name, index);
    const bytes = await storeFile(context, key, segment.path, descriptions.segment);
    await rm(segment.path);
    segments.push({ index, key, ticks: segment.duration, bytes });
    next += 1;
    ticks += segment.duration;
  }

  async function storeInit(): Promise<CheckedInit> {
    const made = await readInit(directory);
    if (made.codec !== 'mp4a.40.2' || made.timescale !== AUDIO_SAMPLE_RATE) {
      throw badOutput(`audio: ${made.codec} at ${made.timescale} Hz.`);
    }
    await storeBytes(context, initKey(claim.prefix, name), made.bytes, descriptions.audioInit);
    return made;
  }

  const rendition = (from = 0): RenditionOutput | undefined =>
    init && {
      name,
      initKey: initKey(claim.prefix, name),
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
