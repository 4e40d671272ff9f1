import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Seen } from './progress-repository.ts';
import { createWatcher } from './watcher.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const seen = (done: number, at: number, more: Partial<Seen['look']> = {}): Seen => ({
  ...{ ownerId: 'o', generation: 1, failureCode: null, began: 0, at },
  look: {
    ...{ state: 'encoding', shown: 0, planned: 100, done, promised: 0, growing: false, running: 1 },
    ...more,
  },
});
function setUp(look: () => Promise<Seen | undefined>) {
  const progress = {
    look: vi.fn(look),
    show: vi.fn(async () => {}),
    waiting: vi.fn(async () => []),
    fleet: vi.fn(async () => ({ speed: 0, owners: 0 })),
  };
  const onError = vi.fn();
  return { progress, onError, watcher: createWatcher({ progress, everyMs: 1000, onError }) };
}

describe('a watcher', () => {
  test('looks once a second however many listen, and not at all when nobody does', async () => {
    let done = 0;
    const { progress, watcher } = setUp(async () => seen((done += 1), done * 1000));
    const stops = Array.from({ length: 50 }, () => watcher.listen('v', vi.fn()));
    await vi.advanceTimersByTimeAsync(10_500);
    expect(progress.look).toHaveBeenCalledTimes(11);
    for (const stop of stops) stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(progress.look).toHaveBeenCalledTimes(11);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('tells changes, writes down what it has shown, and knows when it will be over', async () => {
    let done = 0;
    const { progress, watcher } = setUp(async () => seen((done += 2), done * 500));
    const heard = vi.fn();
    const stop = watcher.listen('v', heard);
    await vi.advanceTimersByTimeAsync(9_500);
    stop();
    expect(heard.mock.calls.map(([told]) => told.fraction)).toEqual(
      Array.from({ length: 10 }, (_, i) => (2 * (i + 1)) / 100),
    );
    // 80 left at 2 a second.
    expect(heard.mock.lastCall![0]).toMatchObject({ stage: 'starting', etaSeconds: 40 });
    expect(progress.show).toHaveBeenLastCalledWith('v', 1, 0.2);
  });

  test('is silent while nothing changes, and goes on after the database was away', async () => {
    let away = false;
    let done = 1;
    const { watcher, onError } = setUp(async () => {
      if (away) throw new Error('away');
      return seen(done, 0, { planned: 0 });
    });
    const heard = vi.fn();
    watcher.listen('v', heard);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(heard).toHaveBeenCalledTimes(1);
    away = true;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(onError).toHaveBeenCalled();
    away = false;
    done = 2;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['ready', seen(100, 0, { state: 'ready' })],
    ['failed', { ...seen(0, 0, { state: 'failed' }), failureCode: 'damaged' as const }],
    ['deleted', seen(0, 0, { state: 'deleted' })],
    ['gone', undefined],
  ])('says once that a video is %s, and stops looking', async (_state, last) => {
    const { progress, watcher } = setUp(async () => last);
    const heard = vi.fn();
    watcher.listen('v', heard);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(progress.look).toHaveBeenCalledTimes(1);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('begins anew with a new generation', async () => {
    let now = seen(90, 10_000);
    const { watcher } = setUp(async () => now);
    const heard = vi.fn();
    const stop = watcher.listen('v', heard);
    await vi.advanceTimersByTimeAsync(1_000);
    now = { ...seen(0, 20_000, { state: 'queued', planned: 0, running: 0 }), generation: 2, began: null };
    await vi.advanceTimersByTimeAsync(1_000);
    stop();
    expect(heard.mock.lastCall![0]).toMatchObject({ stage: 'waiting', fraction: 0, etaSeconds: null });
  });
});
