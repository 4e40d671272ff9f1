import { framesToSeconds, framesUntil, planChunks, sourceLimits, type Chunk } from '@matinee/media';
import type { Plan } from './types.ts';

export const secondsOf = (frames: number, plan: Plan): number =>
  framesToSeconds(frames, plan.video.frameRate);

export const framesIn = (seconds: number, plan: Plan): number => framesUntil(seconds, plan.video.frameRate);

/** Short side in pixels, from a rung's name. */
export const rungHeight = (name: string): number => Number(name.slice(1));

/** Frames that one video may have. */
export const mostFrames = (plan: Plan): number => framesIn(sourceLimits.seconds, plan);

/** Chunks that start in [from, horizon); both in frames. */
export const layChunks = (plan: Plan, from: number, horizon: number): Chunk[] =>
  reachingPast(plan, chunksBetween(plan, from, horizon));

/** Chunks as the longest possible video would have them, laid out from frame `from` on. */
function chunksBetween(plan: Plan, from: number, horizon: number): Chunk[] {
  const { framesPerSegment, video } = plan;
  const all = planChunks({
    totalFrames: mostFrames(plan) + framesPerSegment,
    frameRate: video.frameRate,
    rungs: plan.rungs.map((rung) => ({ ...rung, shortSide: rungHeight(rung.name) })),
  }).filter(({ firstSegment }) => firstSegment * framesPerSegment >= from);
  const shift = (all[0]?.firstSegment ?? 0) - from / framesPerSegment;
  return all
    .map((chunk) => ({ ...chunk, firstSegment: chunk.firstSegment - shift }))
    .filter(({ firstSegment }) => firstSegment * framesPerSegment < horizon - tail(plan, from));
}

/** A last chunk of less than this many frames is not worth a task: the one before reaches over it. */
const tail = ({ claimedFrames, framesPerSegment }: Plan, from: number): number =>
  from === 0 && claimedFrames > framesPerSegment ? Math.round(framesPerSegment / 4) : 0;

/**
 * Lets the last chunk ask for a little more than was promised. A source that is as long as it says then ends inside
 * it, and no worker has to go looking for frames after the end.
 */
function reachingPast(plan: Plan, chunks: Chunk[]): Chunk[] {
  const { claimedFrames, framesPerSegment } = plan;
  const last = chunks.at(-1)?.firstSegment;
  const wanted = claimedFrames + Math.round(framesPerSegment / 8);
  return chunks.map((chunk) => {
    const missing = wanted - (chunk.firstSegment * framesPerSegment + chunk.frames);
    if (claimedFrames === 0 || chunk.firstSegment !== last || missing <= 0) return chunk;
    return { ...chunk, frames: chunk.frames + Math.ceil(missing / framesPerSegment) * framesPerSegment };
  });
}
