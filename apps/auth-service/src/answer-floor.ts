import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds, and a sleep that specs replace. */
export type Clock = { now: () => number; sleep: (ms: number) => Promise<unknown> };

export const systemClock: Clock = { now: () => performance.now(), sleep: delay };

/**
 * Makes answers take the same time whether or not an address has an account (ASVS 5.0, 6.3.8): a result or an error
 * is held back until a whole multiple of the floor has passed since the start. One multiple for the usual case; when
 * Cognito is slow, the next one, so that even then time tells little.
 */
export function createAnswerFloor(floorMs: number, clock: Clock = systemClock) {
  async function hold(start: number): Promise<void> {
    if (floorMs === 0) return;
    const elapsed = clock.now() - start;
    await clock.sleep(Math.max(1, Math.ceil(elapsed / floorMs)) * floorMs - elapsed);
  }

  return {
    async always<T>(work: () => Promise<T>): Promise<T> {
      const start = clock.now();
      const [outcome] = await Promise.allSettled([work()]);
      await hold(start);
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    },

    /** For logins: being let in tells enough by itself and need not wait. */
    async onFailure<T>(work: () => Promise<T>): Promise<T> {
      const start = clock.now();
      try {
        return await work();
      } catch (error) {
        await hold(start);
        throw error;
      }
    },
  };
}

export type AnswerFloor = ReturnType<typeof createAnswerFloor>;
