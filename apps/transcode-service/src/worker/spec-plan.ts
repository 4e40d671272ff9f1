import {
  evenGrid,
  framesPerSegment,
  framesUntil,
  interpretProbe,
  planLadder,
  segmentLengths,
  type SourceInfo,
  type VideoStream,
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
type PictureSpec = Extract<TaskSpec, { kind: 'video' | 'hold' }>;

export async function probe(worker: Worker, source: Upload): Promise<SourceInfo & { video: VideoStream }> {
  const result = await runProbeTask(await worker.context({ kind: 'probe', source }));
  const outcome = interpretProbe(result.kind === 'probe' && result.ffprobe);
  if (!outcome.ok) throw new Error(outcome.code);
  const { video } = outcome.source;
  if (!video) throw new Error('no picture');
  return { ...outcome.source, video };
}

/** The video tasks of an upload, each of so many segments; the last one ends with the source. */
export async function planVideo(worker: Worker, source: Upload, segments: number): Promise<VideoSpec[]> {
  const { video, startTime, durationSeconds } = await probe(worker, source);
  const perSegment = framesPerSegment(video.frameRate);
  const seconds =
    video.duration === undefined ? (durationSeconds ?? 1) : video.startTime - startTime + video.duration;
  const totalFrames = framesUntil(seconds, video.frameRate);
  const rungs = planLadder(video, 240)
    .slice(0, 1)
    .map((rung) => ({ ...rung, codec: 'h264' as const }));
  const grid = evenGrid(perSegment);
  const frames = segments * perSegment;
  return Array.from({ length: Math.ceil(totalFrames / frames) }, (_, index) => {
    const firstFrame = index * frames;
    let left = totalFrames - firstFrame;
    const segmentFrames = segmentLengths(grid, index * segments, segments).flatMap((length) => {
      const kept = Math.min(length, left);
      left -= length;
      return kept > 0 ? [kept] : [];
    });
    const firstSegment = index * segments;
    return {
      kind: 'video',
      source,
      video,
      rungs,
      firstSegment,
      firstFrame,
      segmentFrames,
      stills: false,
      storyboard: null,
    };
  });
}

export interface Encoded {
  /** Frames that each task reported. */
  frames: number[];
  renditions: RenditionOutput[];
  /** Frame numbers of the first rung, all chunks joined, as a player shows them. */
  numbers: number[];
}

export async function encodeAll(worker: Worker, specs: PictureSpec[], path: string): Promise<Encoded> {
  const encoded: Encoded = { frames: [], renditions: [], numbers: [] };
  for (const spec of specs) {
    const context = (await worker.context(spec)) as Parameters<typeof runVideoTask>[0];
    const result = await runVideoTask(context);
    if (result.kind !== 'video' && result.kind !== 'hold') throw new Error('not a video result');
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
