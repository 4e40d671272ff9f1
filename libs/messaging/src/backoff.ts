/**
 * Seconds until a message whose handler threw is tried again: about 5, 10, 20, 40 … up to 300, each up to a
 * fifth shorter or longer, so that messages that failed together do not come back together.
 */
export function redeliveryDelay(receiveCount: number, random: () => number = Math.random): number {
  const seconds = Math.min(300, 5 * 2 ** (Math.max(1, receiveCount) - 1));
  return Math.round(seconds * (0.8 + 0.4 * random()));
}

/** Milliseconds to wait after the n-th receive in a row that failed: 0.25 s doubling up to 15 s, with jitter. */
export function receiveRetryDelay(failures: number, random: () => number = Math.random): number {
  return Math.min(15_000, 250 * 2 ** (failures - 1)) * (0.5 + 0.5 * random());
}
