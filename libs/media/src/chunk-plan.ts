import type { Rung } from './ladder.ts';
import { toNumber, type Rational } from './rational.ts';

/** Nominal seconds of a segment; the exact length is a whole number of frames. */
export const SEGMENT_SECONDS = 4;

/** Whole frames, so that every boundary is exact at rational rates: 30000/1001 gives 120 frames, 4.004 s. */
export const framesPerSegment = (frameRate: Rational): number =>
  Math.max(1, Math.round(SEGMENT_SECONDS * toNumber(frameRate)));

/** Exact seconds of a number of frames, as EXTINF and seeks use it. */
export const framesToSeconds = (frames: number, frameRate: Rational): number =>
  (frames * frameRate.denominator) / frameRate.numerator;

/** Frames between a timeline's zero and `seconds`; a fragment of a frame counts, half a per mille does not. */
export const framesUntil = (seconds: number, frameRate: Rational): number =>
  Math.max(1, Math.ceil(seconds * toNumber(frameRate) - 0.05));

/** One task: some rungs of a run of segments, encoded from one decode. */
export interface Chunk {
  firstSegment: number;
  /** Planned frames; fewer come only where the source really ends. */
  frames: number;
  rungs: Rung[];
  /** `fast` decides how soon the video plays. */
  lane: 'fast' | 'bulk';
  /** This task also makes the poster. */
  poster: boolean;
}

/** Rungs up to here make the first playable seconds. */
const LOW_SHORT_SIDE = 480;
/** Segments per chunk: later chunks are longer, because nobody waits for them and a start costs a seek. */
const GROWTH = [2, 3, 3, 3, 3, 4, 4, 5, 5];
const MAX_SEGMENTS = 6;
/** Width × height × frames per second that may use the largest chunks; heavier pictures get shorter ones. */
const FULL_CHUNK_PIXEL_RATE = 1920 * 1080 * 30;

/**
 * Cuts a video into tasks, in the order they should start. The first segment is split by rungs so that the low ones
 * are ready at once; everything after it carries all rungs, because decoding once for all is cheapest.
 */
export function planChunks(plan: { totalFrames: number; frameRate: Rational; rungs: Rung[] }): Chunk[] {
  const perSegment = framesPerSegment(plan.frameRate);
  const chunk = (firstSegment: number, segments: number): Omit<Chunk, 'rungs' | 'lane' | 'poster'> => ({
    firstSegment,
    frames: Math.min(segments * perSegment, plan.totalFrames - firstSegment * perSegment),
  });
  const low = plan.rungs.filter((rung) => rung.shortSide <= LOW_SHORT_SIDE);
  const high = plan.rungs.filter((rung) => rung.shortSide > LOW_SHORT_SIDE);
  const first = [low, high].filter((rungs) => rungs.length > 0);
  const chunks: Chunk[] = first.map((rungs, position) => ({
    ...chunk(0, 1),
    rungs,
    lane: 'fast',
    poster: position === 0,
  }));
  const total = Math.ceil(plan.totalFrames / perSegment);
  const limit = largestChunk(plan.rungs, plan.frameRate);
  for (let segment = 1, step = 0; segment < total; step += 1) {
    const size = Math.min(GROWTH[step] ?? MAX_SEGMENTS, limit);
    // A last chunk of one segment is not worth a task of its own.
    const segments =
      total - segment <= size + 1 && size > 1 ? total - segment : Math.min(size, total - segment);
    chunks.push({ ...chunk(segment, segments), rungs: plan.rungs, lane: 'bulk', poster: false });
    segment += segments;
  }
  return chunks;
}

function largestChunk(rungs: Rung[], frameRate: Rational): number {
  const top = rungs.at(-1);
  const pixelRate = top ? top.width * top.height * toNumber(frameRate) : 0;
  return Math.max(1, Math.min(MAX_SEGMENTS, Math.floor((MAX_SEGMENTS * FULL_CHUNK_PIXEL_RATE) / pixelRate)));
}
