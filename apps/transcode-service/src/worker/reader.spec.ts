import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createBlockCache } from './block-cache.ts';
import { BLOCK_BYTES, joinedSource, objectSource } from './byte-source.ts';
import { createReader, type Reader } from './reader.ts';
import { memoryStore } from './spec-kit.ts';

const size = 3 * BLOCK_BYTES + 1000;
const content = Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255);
const object = { bucket: 'originals', key: 'film' };
let reader: Reader;

beforeAll(async () => {
  reader = await createReader();
});
afterAll(() => reader.close());

function serve() {
  const store = memoryStore();
  store.objects.set('originals/film', content);
  const served = reader.serve(objectSource(store, createBlockCache(64 * BLOCK_BYTES), object, size));
  const get = (range?: string) => fetch(served.url, range ? { headers: { range } } : {});
  return { store, served, get };
}
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
/** toEqual takes seconds for megabytes. */
const expectSame = (got: Uint8Array, wanted: Uint8Array) => expect(Buffer.compare(got, wanted)).toBe(0);

describe('a served object', () => {
  it('answers the whole and any range of it exactly', async () => {
    const { get } = serve();
    expectSame(await bytesOf(await get()), content);
    for (const [start, end] of [
      [0, 1],
      [BLOCK_BYTES - 1, BLOCK_BYTES + 1],
      [100, size],
      [size - 1, size],
    ] as const) {
      const response = await get(`bytes=${start}-${end - 1}`);
      expect(response.status).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${size}`);
      expectSame(await bytesOf(response), content.slice(start, end));
    }
    const open = await get(`bytes=${2 * BLOCK_BYTES}-`);
    expectSame(await bytesOf(open), content.slice(2 * BLOCK_BYTES));
  });

  it('has nothing beyond its end, under another name, or after it was closed', async () => {
    const { get, served } = serve();
    expect((await get(`bytes=${size}-`)).status).toBe(416);
    expect((await fetch(new URL('/film', served.url))).status).toBe(404);
    expect((await fetch(served.url, { method: 'PUT' })).status).toBe(404);
    served.close();
    expect((await get()).status).toBe(404);
  });

  it('is fetched once per block, however often it is read', async () => {
    const { store, get } = serve();
    await Promise.all([get('bytes=0-99'), get('bytes=50-2000000'), get()].map(async (r) => bytesOf(await r)));
    await bytesOf(await get());
    const starts = store.reads.map(({ start }) => start);
    expect(starts.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3].map((block) => block * BLOCK_BYTES));
  });

  it('asks again when a range fails or comes short', async () => {
    const { store, served, get } = serve();
    let troubles = 2;
    const read = store.read.bind(store);
    store.trouble = () => {
      if (troubles-- === 2) throw new Error('503 Slow Down');
    };
    store.read = async (...args) => (await read(...args)).subarray(troubles === 0 ? 1 : 0);
    expectSame(await bytesOf(await get()), content);
    expect(served.failure()).toBeUndefined();
  });

  it('breaks the answer off and tells why, when a range cannot be had', async () => {
    const { store, served, get } = serve();
    store.trouble = () => {
      throw new Error('no storage');
    };
    await expect(get().then(bytesOf)).rejects.toThrow();
    expect(served.failure()).toMatchObject({ message: 'no storage' });
  });

  it('stops reading when the client has gone', async () => {
    const { served, get } = serve();
    const response = await get();
    await response.body!.cancel();
    await vi.waitFor(() => expect(served.served()).toBeLessThanOrEqual(size));
    expect(served.failure()).toBeUndefined();
  });
});

describe('joined objects', () => {
  it('read as one, from any place', async () => {
    const store = memoryStore();
    const parts = [3, 1, 5].map((length, index) => {
      const key = `part${index}`;
      store.objects.set(`media/${key}`, content.subarray(index * 10, index * 10 + length));
      return { bucket: 'media', key, size: length };
    });
    const whole = [...content.subarray(0, 3), ...content.subarray(10, 11), ...content.subarray(20, 25)];
    const served = reader.serve(joinedSource(store, parts, new AbortController().signal));
    for (const start of [0, 2, 3, 4, 8]) {
      const response = await fetch(served.url, { headers: { range: `bytes=${start}-` } });
      expect([...(await bytesOf(response))]).toEqual(whole.slice(start));
    }
  });
});
