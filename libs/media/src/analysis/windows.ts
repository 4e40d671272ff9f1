/** A place of the film that an analysis looks at. Seconds from the container's start; decoding begins at the keyframe before. */
export interface Window {
  seconds: number;
  /** Zero: only the first picture. */
  frames: number;
}

/** Shares of the film; openings and credits are seldom like the rest. */
const MOVING = [0.15, 0.5, 0.8];
const STILL = [0.05, 0.3, 0.4, 0.65, 0.92];
/** Seconds of a moving window: a fifth of a second gives too few differences, a whole one costs too much decoding. */
const MOVING_SECONDS = 0.6;

/**
 * A few moments to encode and some more to look at, spread over a film of this length (seconds).
 * @param gopSeconds length of the source's groups of pictures, where it is known: two windows in one group would begin
 *   with the same picture
 */
export function pickWindows(
  durationSeconds: number,
  framesPerSecond: number,
  gopSeconds: number | null = null,
): Window[] {
  const frames = Math.max(2, Math.round(MOVING_SECONDS * framesPerSecond));
  const at = (share: number) => durationSeconds * share;
  const windows = [
    ...MOVING.map((share) => ({ seconds: at(share), frames })),
    ...STILL.map((share) => ({ seconds: at(share), frames: 0 })),
  ];
  if (gopSeconds === null) return windows;
  const groupOf = ({ seconds }: Window) => Math.floor(seconds / gopSeconds);
  return windows.filter(
    (window, index) => windows.findIndex((other) => groupOf(other) === groupOf(window)) === index,
  );
}
