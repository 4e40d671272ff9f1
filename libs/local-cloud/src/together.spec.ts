import { describe, expect, it, vi } from 'vitest';
import { createTogether } from './together.ts';

const part = (name: string, order: string[]) => async () => void order.push(name);

describe('parts that were started together', () => {
  it('stop in reverse order, once', async () => {
    const order: string[] = [];
    const together = createTogether();
    await together.keep(Promise.resolve('a'), part('a', order));
    await together.keep(Promise.resolve('b'), part('b', order));
    await together.stop();
    await together.stop();
    expect(order).toEqual(['b', 'a']);
  });

  it('all stop even if one fails, which is told', async () => {
    const order: string[] = [];
    const together = createTogether();
    await together.keep(Promise.resolve('a'), part('a', order));
    await together.keep(Promise.resolve('b'), () => Promise.reject(new Error('stuck')));
    await expect(together.stop()).rejects.toThrow('A part of the local cloud did not stop.');
    expect(order).toEqual(['a']);
  });

  it('are awaited when they are still starting, and left out when they failed to', async () => {
    const together = createTogether();
    const stop = vi.fn(async () => undefined);
    const late = Promise.withResolvers<string>();
    const starting = together.keep(late.promise, stop);
    await expect(together.keep(Promise.reject(new Error('no')), stop)).rejects.toThrow('no');
    const stopping = together.stop();
    late.resolve('there');
    await stopping;
    await starting;
    expect(stop.mock.calls).toEqual([['there']]);
  });
});
