import { segmentAt, segmentStart, type Grid } from './grid.ts';
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

/** A run of segments that one task encodes in all their rungs, from one decode. */
export interface Chunk {
  firstSegment: number;
  segments: number;
}

/** Segments of 1080p at 30 frames per second in one chunk at most: 24 s, about a minute on one core. */
const MOST_OF_FULL_HD = 6;
/** Cheaper pictures get longer chunks, up to here; a worker that is killed loses one of them. */
const MOST_SEGMENTS = 24;
const FULL_HD_PIXEL_RATE = 1920 * 1080 * 30;
/** The remaining work is kept divisible among this many workers, so that none is left alone with a large last piece. */
const SHARES = 6;
/** A chunk is decoded from the keyframe before it: one chunk in several groups of pictures wastes little. */
const MOST_BY_GROUPS = 3;

/** Most segments of a chunk, from what one second of the largest rung costs. */
export function largestChunk(top: { width: number; height: number }, frameRate: Rational): number {
  const pixelRate = top.width * top.height * toNumber(frameRate);
  return Math.max(1, Math.min(MOST_SEGMENTS, Math.floor((MOST_OF_FULL_HD * FULL_HD_PIXEL_RATE) / pixelRate)));
}

/**
 * Cuts the segments from `from` up to the one that holds frame `until` (excluded) into chunks. The first ones are short,
 * because players wait for them; later ones are as long as `most` allows; the last ones are short again, so that all
 * workers end together.
 * @param gopSeconds length of the source's groups of pictures, where it is known
 */
export function cutChunks(cut: {
  grid: Grid;
  from: number;
  until: number;
  most: number;
  segmentSeconds: number;
  gopSeconds: number | null;
}): Chunk[] {
  const { grid, from, until, most, segmentSeconds, gopSeconds } = cut;
  const groups = Math.round((gopSeconds ?? 0) / segmentSeconds);
  const least = Math.min(most, Math.max(1, Math.min(MOST_BY_GROUPS, groups)));
  const end = until > segmentStart(grid, from) ? segmentAt(grid, until - 1) + 1 : from;
  const chunks: Chunk[] = [];
  for (let segment = from; segment < end;) {
    const left = end - segment;
    const early = 1 + Math.floor(segment / 2);
    const wanted = Math.max(least, Math.min(most, early, Math.ceil(left / SHARES)));
    // What would be left is too little for a task of its own.
    const segments = left - wanted < least ? Math.min(left, Math.max(wanted, most)) : wanted;
    chunks.push({ firstSegment: segment, segments });
    segment += segments;
  }
  return chunks;
}
