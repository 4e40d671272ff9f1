import { describe, expect, it } from 'vitest';
import { createBlockCache } from './block-cache.ts';

describe('createBlockCache', () => {
  it('loads a block once for readers that wait together and for later ones', async () => {
    const cache = createBlockCache(100);
    let loads = 0;
    const load = async () => {
      loads += 1;
      return new Uint8Array(10);
    };
    const [first, second] = await Promise.all([cache.get('a', load), cache.get('a', load)]);
    expect(first).toBe(second);
    expect(await cache.get('a', load)).toBe(first);
    expect(loads).toBe(1);
  });

  it('forgets what was not used for longest, and never holds more than it may', async () => {
    const cache = createBlockCache(25);
    const loaded: string[] = [];
    const get = (key: string) =>
      cache.get(key, async () => {
        loaded.push(key);
        return new Uint8Array(10);
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
    expect(loaded).toEqual(['a', 'b', 'c', 'b']);
    expect(cache.size()).toBe(20);
  });

  it('tries a block again that could not be loaded', async () => {
    const cache = createBlockCache(100);
    await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await cache.get('a', async () => new Uint8Array(3))).toHaveLength(3);
    expect(cache.size()).toBe(3);
  });
});
