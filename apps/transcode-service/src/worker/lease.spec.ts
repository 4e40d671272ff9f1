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

  it('tells how far the task is every two seconds, when there is news', async () => {
    let fraction = 0;
    const heartbeat = vi.fn(async (_lease: unknown, _signal: AbortSignal, _fraction?: number) => undefined);
    const kept = keepLease({ heartbeat }, lease, 30, () => fraction);
    const told = () => heartbeat.mock.calls.map(([, , share]) => share);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told()).toEqual([]);
    fraction = 0.1;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told()).toEqual([0.1]);
    fraction = 0.105;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(told()).toEqual([0.1]);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(told()).toEqual([0.1, 0.105]);
    kept.end();
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
