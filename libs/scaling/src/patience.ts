import { scaling } from './policy.ts';

export type Patience = ReturnType<typeof createPatience>;

/**
 * Remembers how many workers a service was short of, to tell those that are still on their way (just asked for, or just
 * lost) from those that it has owed all along.
 * @param seconds how long a worker may take to appear.
 */
export function createPatience(seconds: number = scaling.spotPatienceSeconds) {
  let looks: { at: number; missing: number }[] = [];

  /**
   * @param at seconds on any clock that does not go back.
   * @returns workers that were missing at every look since `seconds` ago. Before the first look nothing is known.
   */
  return function owed(at: number, { desired, running }: { desired: number; running: number }): number {
    const missing = Math.max(0, desired - running);
    if (looks.at(-1)?.missing !== missing) looks.push({ at, missing });
    // The newest look at or before the window's start says what was missing when it began.
    const start = looks.findLastIndex((look) => look.at <= at - seconds);
    if (start < 0) return 0;
    looks = looks.slice(start);
    return Math.min(...looks.map((look) => look.missing));
  };
}
