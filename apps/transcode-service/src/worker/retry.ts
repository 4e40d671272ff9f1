import { setTimeout as pause } from 'node:timers/promises';

/**
 * Runs `attempt` up to `times` times, with a time limit for each and 0.2 s doubling (with jitter) between them.
 * Rejects with the last error, or at once when `signal` is aborted or `isFinal` says that trying again cannot help.
 */
export async function withRetries<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  options: {
    times: number;
    timeoutMs: number;
    signal?: AbortSignal;
    isFinal?: (error: unknown) => boolean;
  },
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    options.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    try {
      return await attempt(signal);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (tries >= options.times || options.isFinal?.(error)) throw error;
    }
    await pause(200 * 2 ** (tries - 1) * (0.5 + Math.random()), undefined, { signal: options.signal });
  }
}
