import { setTimeout as delay } from 'node:timers/promises';

export type EventuallyOptions = {
  /** Default 10 000 ms: generous, because it is only spent when the test fails. */
  timeoutMs?: number;
  intervalMs?: number;
};

/**
 * Calls `probe` until it answers something other than undefined, null or false without throwing, and resolves
 * to that. After the deadline it throws the last error of the probe, or says what it last answered.
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  { timeoutMs = 10_000, intervalMs = 20 }: EventuallyOptions = {},
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let failure: unknown;
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false)
        return value as Exclude<T, undefined | null | false>;
      failure = new Error(`Still ${String(value)} after ${timeoutMs} ms.`);
    } catch (error) {
      failure = error;
    }
    if (Date.now() >= deadline) throw failure;
    await delay(intervalMs);
  }
}
