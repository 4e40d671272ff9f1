/**
 * Where the segments of a video begin, the same for all its rungs. Counted in frames of the output clock, because
 * seconds round.
 */
export interface Grid {
  /** Length of a segment where nothing else is said. */
  framesPerSegment: number;
  /**
   * First frames of the leading segments, ascending from 0. Segments after the last one listed have the usual length,
   * so `[0]` is an even grid; a copied rung lists the keyframes it can be cut at, and where it ends.
   */
  starts: readonly number[];
}

/** An even grid whose first segment is half as long, because a viewer waits for it and for nothing after it. */
export const quickGrid = (framesPerSegment: number): Grid => ({
  framesPerSegment,
  starts: [0, Math.ceil(framesPerSegment / 2)],
});

export const evenGrid = (framesPerSegment: number): Grid => ({ framesPerSegment, starts: [0] });

/** First frame of segment `index`. */
export function segmentStart({ framesPerSegment, starts }: Grid, index: number): number {
  const last = starts.length - 1;
  return index <= last ? starts[index]! : starts[last]! + (index - last) * framesPerSegment;
}

/** The segment that a frame belongs to. */
export function segmentAt({ framesPerSegment, starts }: Grid, frame: number): number {
  const last = starts.length - 1;
  if (frame >= starts[last]!) return last + Math.floor((frame - starts[last]!) / framesPerSegment);
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= frame) low = middle;
    else high = middle;
  }
  return low;
}

/** Frames of each of `count` segments from `first` on. */
export const segmentLengths = (grid: Grid, first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => segmentStart(grid, first + i + 1) - segmentStart(grid, first + i));
