import { LeaseLostError } from './failure.ts';
import type { Lease, TaskApi } from './ports.ts';

/**
 * Renews a lease every third of its length until `end`. `signal` is aborted with a LeaseLostError when the server
 * refuses (another worker has the task, or the video is gone) or has not answered for as long as the lease lasts:
 * from then on somebody else may be at work.
 */
export function keepLease(api: Pick<TaskApi, 'heartbeat'>, lease: Lease, leaseSeconds: number) {
  const lost = new AbortController();
  const ended = new AbortController();
  const leaseMs = leaseSeconds * 1000;
  let renewedAt = performance.now();
  let beating = false;

  async function beat() {
    const asked = performance.now();
    try {
      await api.heartbeat(lease, AbortSignal.any([ended.signal, AbortSignal.timeout(leaseMs / 3)]));
      renewedAt = asked;
    } catch (error) {
      if (ended.signal.aborted) return;
      const expired = performance.now() - renewedAt >= leaseMs - leaseMs / 6;
      if (error instanceof LeaseLostError) lost.abort(error);
      else if (expired) lost.abort(new LeaseLostError('The lease ran out unanswered.', { cause: error }));
    }
  }

  const timer = setInterval(() => {
    if (beating || lost.signal.aborted) return;
    beating = true;
    void beat().finally(() => (beating = false));
  }, leaseMs / 3);

  return {
    signal: lost.signal,
    end() {
      clearInterval(timer);
      ended.abort();
    },
  };
}
