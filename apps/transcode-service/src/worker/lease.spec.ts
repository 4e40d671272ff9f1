import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LeaseLostError } from './failure.ts';
import { keepLease } from './lease.ts';

const lease = { taskId: 't', leaseToken: 'l' };
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('keepLease', () => {
  it('renews every third of the lease until it ends', async () => {
    const heartbeat = vi.fn(async () => undefined);
    const kept = keepLease({ heartbeat }, lease, 30);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(heartbeat).toHaveBeenCalledTimes(2);
    kept.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heartbeat).toHaveBeenCalledTimes(2);
    expect(kept.signal.aborted).toBe(false);
  });

  it('is lost at once when the server refuses', async () => {
    const heartbeat = vi.fn(() => Promise.reject(new LeaseLostError('409')));
    const kept = keepLease({ heartbeat }, lease, 30);
    await vi.advanceTimersByTimeAsync(10_100);
    expect(kept.signal.reason).toBeInstanceOf(LeaseLostError);
    kept.end();
  });

  it('survives one unanswered heartbeat, and is lost before it runs out', async () => {
    const heartbeat = vi.fn(() => Promise.reject(new Error('down')));
    const kept = keepLease({ heartbeat }, lease, 30);
    await vi.advanceTimersByTimeAsync(20_100);
    expect(kept.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(kept.signal.reason).toBeInstanceOf(LeaseLostError);
    kept.end();
  });
});
