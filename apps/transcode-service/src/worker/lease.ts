import { LeaseLostError } from './failure.ts';
import type { Lease, TaskApi } from './ports.ts';

/** Milliseconds between two heartbeats that tell how far the task is. */
const NEWS_MS = 2000;
/** A smaller step forward can wait for the next renewal. */
const NEWS_STEP = 0.01;

/**
 * Renews a lease every third of its length until `end`, and in between where there is news of `fraction`. `signal` is aborted with a LeaseLostError when the server
 * refuses (another worker has the task, or the video is gone) or has not answered for as long as the lease lasts:
 * from then on somebody else may be at work.
 */
export function keepLease(
  api: Pick<TaskApi, 'heartbeat'>,
  lease: Lease,
  leaseSeconds: number,
  fraction: () => number | undefined = () => undefined,
) {
  const lost = new AbortController();
  const ended = new AbortController();
  const leaseMs = leaseSeconds * 1000;
  const everyMs = Math.min(leaseMs / 3, NEWS_MS);
  let renewedAt = performance.now();
  let askedAt = renewedAt;
  let told = 0;
  let beating = false;

  async function beat() {
    const asked = (askedAt = performance.now());
    const share = fraction();
    try {
      await api.heartbeat(lease, AbortSignal.any([ended.signal, AbortSignal.timeout(leaseMs / 3)]), share);
      renewedAt = asked;
      told = share ?? told;
    } catch (error) {
      if (ended.signal.aborted) return;
      const expired = performance.now() - renewedAt >= leaseMs - leaseMs / 6;
      if (error instanceof LeaseLostError) lost.abort(error);
      else if (expired) lost.abort(new LeaseLostError('The lease ran out unanswered.', { cause: error }));
    }
  }

  const timer = setInterval(() => {
    // Timers are late now and then; half a turn of them is no reason to miss a renewal.
    const due = performance.now() - askedAt >= leaseMs / 3 - everyMs / 2;
    const news = (fraction() ?? 0) >= told + NEWS_STEP;
    if (beating || lost.signal.aborted || !(due || news)) return;
    beating = true;
    void beat().finally(() => (beating = false));
  }, everyMs);

  return {
    signal: lost.signal,
    end() {
      clearInterval(timer);
      ended.abort();
    },
  };
}
