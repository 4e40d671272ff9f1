import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEventStreams, streamLimits } from './event-streams.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('event streams', () => {
  test('say something every 15 seconds, and end after ten minutes', async () => {
    const onClose = vi.fn();
    const streams = createEventStreams();
    const stream = streams.open('p', onClose);
    const all = text(stream.readable);
    stream.send({ n: 1 });
    await vi.advanceTimersByTimeAsync(31_000);
    stream.send({ n: 2 });
    await vi.advanceTimersByTimeAsync(streamLimits.lifeMs);
    expect(await all).toMatch(/^retry: 3000\n\ndata: \{"n":1\}\n\n:\n\n:\n\ndata: \{"n":2\}\n\n:\n\n/);
    expect(onClose).toHaveBeenCalledOnce();
    expect(streams.size()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('are refused to one more than fit in', () => {
    const streams = createEventStreams({ ...streamLimits, total: 2, perPerson: 2 });
    const [first] = [streams.open('a', vi.fn()), streams.open('a', vi.fn())];
    expect(() => streams.open('a', vi.fn())).toThrow(expect.objectContaining({ code: 'rate_limited' }));
    expect(() => streams.open('b', vi.fn())).toThrow(
      expect.objectContaining({ code: 'service_unavailable' }),
    );
    first?.readable.destroy();
    return vi.waitFor(() => expect(() => streams.open('b', vi.fn())).not.toThrow());
  });

  test('end when nobody reads what is sent', async () => {
    const onClose = vi.fn();
    const stream = createEventStreams().open('p', onClose);
    for (let i = 0; i < 100; i += 1) stream.send({ text: 'x'.repeat(1000) });
    await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  });
});
