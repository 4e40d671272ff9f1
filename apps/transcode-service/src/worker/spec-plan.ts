import {
  framesPerSegment,
  framesUntil,
  interpretProbe,
  planChunks,
  planLadder,
  type SourceInfo,
} from '@matinee/media';
import { writeFile } from 'node:fs/promises';
import type { RenditionOutput, TaskSpec } from '../work/contract.ts';
import { readNumbers } from './spec-clips.ts';
import type { withWorker } from './spec-kit.ts';
import { runProbeTask } from './tasks/probe.ts';
import { runVideoTask } from './tasks/video.ts';

type Worker = ReturnType<typeof withWorker>;
type Upload = ReturnType<Worker['upload']>;
type VideoSpec = Extract<TaskSpec, { kind: 'video' }>;

export async function probe(worker: Worker, source: Upload): Promise<SourceInfo> {
  const result = await runProbeTask(await worker.context({ kind: 'probe', source }));
  const outcome = interpretProbe(result.kind === 'probe' && result.ffprobe);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.source;
}

/** The video tasks of an upload, as the server plans them; `segments` makes chunks of that many segments instead. */
export async function planVideo(worker: Worker, source: Upload, segments?: number): Promise<VideoSpec[]> {
  const { video, startTime, durationSeconds } = await probe(worker, source);
  const perSegment = framesPerSegment(video.frameRate);
  const seconds =
    video.duration === undefined ? (durationSeconds ?? 1) : video.startTime - startTime + video.duration;
  const totalFrames = framesUntil(seconds, video.frameRate);
  const rungs = planLadder(video, 240).slice(0, 1);
  const common = { kind: 'video' as const, source, video, framesPerSegment: perSegment };
  if (segments === undefined) {
    return planChunks({ totalFrames, frameRate: video.frameRate, rungs }).map((chunk) => ({
      ...common,
      ...chunk,
    }));
  }
  const frames = segments * perSegment;
  return Array.from({ length: Math.ceil(totalFrames / frames) }, (_, index) => ({
    ...common,
    rungs,
    firstSegment: index * segments,
    frames: Math.min(frames, totalFrames - index * frames),
    poster: false,
  }));
}

export interface Encoded {
  /** Frames that each task reported. */
  frames: number[];
  renditions: RenditionOutput[];
  /** Frame numbers of the first rung, all chunks joined, as a player shows them. */
  numbers: number[];
}

export async function encodeAll(worker: Worker, specs: VideoSpec[], path: string): Promise<Encoded> {
  const encoded: Encoded = { frames: [], renditions: [], numbers: [] };
  for (const spec of specs) {
    const result = await runVideoTask(await worker.context(spec));
    if (result.kind !== 'video') throw new Error('not a video result');
    encoded.frames.push(result.frames);
    encoded.renditions.push(...result.renditions.slice(0, 1));
  }
  await writeFile(path, joined(worker, encoded.renditions));
  encoded.numbers = await readNumbers(path);
  return encoded;
}

/** One init segment and every media segment after it: what a player puts together. */
export function joined(worker: Worker, renditions: RenditionOutput[]): Buffer {
  const keys = [
    renditions[0]!.initKey,
    ...renditions.flatMap((rendition) => rendition.segments.map(({ key }) => key)),
  ];
  return Buffer.concat(keys.map((key) => worker.media(key)!));
}
