// @vitest-environment node
import type { VideoProgress } from '@matinee/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLiveProgress, type StreamEvents } from './live-progress.ts';
import { timeLeft, whenReady } from './progress-words.ts';

const progress = (videoKey: string, more: Partial<VideoProgress> = {}): VideoProgress => ({
  videoKey: videoKey.padEnd(24, '0'),
  ...{ stage: 'starting', fraction: 0.1, etaSeconds: null, queuePosition: null, failure: null },
  ...more,
});

function setUp() {
  const opened: { url: string; on: StreamEvents; closed: boolean }[] = [];
  let seen = true;
  let look = () => {};
  const ask = vi.fn(async (videoKey: string) => progress(videoKey));
  const live = createLiveProgress({
    open: (url, on) => {
      const stream = { url, on, closed: false };
      opened.push(stream);
      return () => void (stream.closed = true);
    },
    ask,
    visible: () => seen,
    onVisibility: (listener) => {
      look = listener;
      return () => (look = () => {});
    },
  });
  const show = (visible: boolean) => {
    seen = visible;
    look();
  };
  const open = () => opened.filter(({ closed }) => !closed).map(({ url }) => url.split('/')[2]);
  const say = (index: number, told: unknown) => opened[index]!.on.data(JSON.stringify(told));
  const refuse = (index: number) => {
    opened[index]!.closed = true;
    opened[index]!.on.refused();
  };
  return { live, ask, show, open, say, refuse, opened };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('following videos', () => {
  test('keeps two streams, and hands a place on when a video is done', () => {
    const { live, open, say } = setUp();
    const heard = vi.fn();
    for (const key of ['a', 'b', 'c']) live.follow(key, heard);
    live.follow('a', () => heard());
    expect(open()).toEqual(['a', 'b']);
    say(0, progress('a', { fraction: 0.5 }));
    expect(live.read('a')).toMatchObject({ fraction: 0.5 });
    expect(heard).toHaveBeenCalledTimes(2);
    say(0, progress('a', { stage: 'ready', fraction: 1 }));
    expect(open()).toEqual(['b', 'c']);
    expect(live.read('a')).toMatchObject({ stage: 'ready' });
  });

  test('stops when nobody follows, and rests while the page is hidden', () => {
    const { live, open, show } = setUp();
    const stop = live.follow('a', vi.fn());
    show(false);
    expect(open()).toEqual([]);
    show(true);
    expect(open()).toEqual(['a']);
    stop();
    expect(open()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('asks when a stream is refused, and opens it again', async () => {
    const { live, open, refuse, ask } = setUp();
    live.follow('a', vi.fn());
    refuse(0);
    expect(open()).toEqual([]);
    ask.mockRejectedValueOnce(new Error('not known yet'));
    await vi.advanceTimersByTimeAsync(8_000);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(open()).toEqual(['a']);
  });

  test('leaves strange messages alone, and what a closed stream still says', () => {
    const { live, open, opened, say, show } = setUp();
    live.follow('a', vi.fn());
    say(0, { stage: 'on the moon' });
    opened[0]!.on.data('{');
    show(false);
    say(0, progress('a'));
    opened[0]!.on.refused();
    show(true);
    expect(open()).toEqual(['a']);
    expect(live.read('a')).toBeUndefined();
  });

  test('goes on after a retry of a video that had failed', () => {
    const { live, open, say } = setUp();
    live.follow('a', vi.fn());
    say(0, progress('a', { stage: 'failed' }));
    expect(open()).toEqual([]);
    live.restart('a');
    expect(live.read('a')).toBeUndefined();
    expect(open()).toEqual(['a']);
  });
});

test.each([
  [0, 'Less than a minute left'],
  [59, 'Less than a minute left'],
  [60, 'About 1 minute left'],
  [170, 'About 3 minutes left'],
  [5340, 'About 89 minutes left'],
  [5400, 'About 2 hours left'],
  [86_400, 'About 24 hours left'],
])('%i seconds: %s', (seconds, words) => {
  expect(timeLeft(seconds)).toBe(words);
});

test.each([
  [{ stage: 'waiting', etaSeconds: null, queuePosition: 2 }, '2 videos ahead of yours'],
  [{ stage: 'waiting', etaSeconds: 5, queuePosition: 1 }, '1 video ahead of yours'],
  [{ stage: 'waiting', etaSeconds: null, queuePosition: 0 }, 'Yours is next'],
  [{ stage: 'playable', etaSeconds: 100, queuePosition: null }, 'About 2 minutes left'],
  [{ stage: 'starting', etaSeconds: null, queuePosition: null }, ''],
  [{ stage: 'ready', etaSeconds: 100, queuePosition: null }, ''],
] as const)('%o: %s', (known, words) => {
  expect(whenReady(known)).toBe(words);
});
