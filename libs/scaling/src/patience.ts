import { scaling } from './policy.ts';

export type Patience = ReturnType<typeof createPatience>;

/**
 * Remembers how many workers a service was asked for, to tell those it has only just been asked for from those it
 * has owed for long. What was asked before the first look is unknown and counts from there.
 * @param seconds how long a worker may take to appear.
 */
export function createPatience(seconds: number = scaling.spotPatienceSeconds) {
  let looks: { at: number; desired: number }[] = [];

  /**
   * @param at seconds on any clock that does not go back.
   * @returns workers that have been asked for without pause for longer than the patience.
   */
  return function due(at: number, desired: number): number {
    const last = looks.at(-1);
    if (last?.desired !== desired) looks.push({ at, desired });
    // The newest look at or before the window's start says what was asked when it began.
    const start = looks.findLastIndex((look) => look.at <= at - seconds);
    if (start < 0) return 0;
    looks = looks.slice(start);
    return Math.min(...looks.map((look) => look.desired));
  };
}
