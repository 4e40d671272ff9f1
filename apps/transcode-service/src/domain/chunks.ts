import {
  cutChunks,
  framesToSeconds,
  framesUntil,
  largestChunk,
  segmentAt,
  segmentStart,
  sourceLimits,
  type Chunk,
} from '@matinee/media';
import type { Plan } from './types.ts';

export const secondsOf = (frames: number, plan: Plan): number => framesToSeconds(frames, plan.clock);

export const framesIn = (seconds: number, plan: Plan): number => framesUntil(seconds, plan.clock);

/** Short side in pixels, from a rung's name. */
export const rungHeight = (name: string): number => Number(name.split(/v|-/).at(-1));

/** Frames that one video may have. */
export const mostFrames = (plan: Plan): number => framesIn(sourceLimits.seconds, plan);

/**
 * Chunks of the segments from `from` on that begin before frame `until`. When the container promised an end there, the
 * last chunk asks for a little more: a source that is as long as it says then ends inside it, and no worker has to go
 * looking for frames after the end.
 */
export function layChunks(plan: Plan, from: number, until: number): Chunk[] {
  const { grid, gopSeconds, clock, rungs } = plan;
  const promised = until === plan.claimedFrames;
  const chunks = cutChunks({
    grid,
    from,
    until: promised ? until - stump(plan, from) : until,
    most: largestChunk(rungs.at(-1)!, clock),
    segmentSeconds: secondsOf(grid.framesPerSegment, plan),
    gopSeconds,
  });
  const last = chunks.at(-1);
  if (!promised || !last) return chunks;
  return [
    ...chunks.slice(0, -1),
    { ...last, segments: Math.max(last.segments, reach(plan, last.firstSegment)) },
  ];
}

/** Segments of the very first chunk: one, unless the video ends with it or soon after. */
export function firstSpan(plan: Plan): number {
  const { grid, claimedFrames } = plan;
  const second = segmentStart(grid, 1);
  return claimedFrames > 0 && claimedFrames - second <= shortest(plan) ? Math.max(1, reach(plan, 0)) : 1;
}

/** Frames: less than this is too little for a chunk of its own. */
const shortest = ({ grid }: Plan): number => Math.round(grid.framesPerSegment / 4);

/** Segments from `first` on that hold the promised end and a little more. */
const reach = ({ grid, claimedFrames }: Plan, first: number): number =>
  segmentAt(grid, claimedFrames + Math.round(grid.framesPerSegment / 8)) + 1 - first;

/** Frames of a last segment that is too short: the chunk before reaches over it. */
function stump(plan: Plan, from: number): number {
  const { grid, claimedFrames } = plan;
  const last = segmentAt(grid, claimedFrames - 1);
  const frames = claimedFrames - segmentStart(grid, last);
  return last > from && frames <= shortest(plan) ? frames : 0;
}
