import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { ObjectNotFoundError } from './errors.ts';
import { specStorage } from './spec-storage.ts';

const { storage, key, folder } = specStorage();
afterAll(() => storage.close());

const text = { contentType: 'text/plain' };

/** A storage whose S3 is this listener. */
async function storageOn(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const faulty = specStorage({ endpoint: `http://127.0.0.1:${port}` }).storage;
  return {
    faulty,
    end() {
      faulty.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('reading', () => {
  it('reads all of an object or a range of it', async () => {
    await storage.put(key('a'), '0123456789', text);
    const read = async (options = {}) => Buffer.from(await storage.read(key('a'), options)).toString();
    expect(await read()).toBe('0123456789');
    expect(await read({ start: 2, end: 5 })).toBe('234');
    expect(await read({ start: 7 })).toBe('789');
    expect(await read({ start: 8, end: 100 })).toBe('89');
    const { body, size } = await storage.open(key('a'), { start: 9 });
    expect([size, (await buffer(body)).toString()]).toEqual([1, '9']);
  });

  it('says that an object is not there', async () => {
    await expect(storage.read(key('none'))).rejects.toThrow(ObjectNotFoundError);
    expect(await storage.head(key('none'))).toBeUndefined();
  });

  it('stops when it is aborted, before and during the answer', async () => {
    await storage.put(key('b'), randomBytes(2 * 1024 ** 2), text);
    await expect(storage.read(key('b'), { signal: AbortSignal.abort() })).rejects.toThrow();
    const abort = new AbortController();
    const { body } = await storage.open(key('b'), { signal: abort.signal });
    abort.abort();
    await expect(buffer(body)).rejects.toThrow();
  });

  it('never takes part of an object for the whole', async () => {
    const { faulty, end } = await storageOn((_, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('01234', () => response.destroy());
    });
    await expect(faulty.read('k')).rejects.toThrow();
    end();
  });
});

describe('writing', () => {
  it('replaces, unless told to write once', async () => {
    expect(await storage.put(key('c'), 'one', text)).toBe('written');
    expect(await storage.put(key('c'), 'two', text)).toBe('written');
    expect(await storage.put(key('c'), 'three', { ...text, writeOnce: true })).toBe('exists');
    expect(Buffer.from(await storage.read(key('c'))).toString()).toBe('two');
  });

  it('lets one of many writers win', async () => {
    const write = (n: number) => storage.put(key('d'), `writer ${n}`, { ...text, writeOnce: true });
    const results = await Promise.all(Array.from({ length: 8 }, (_, n) => write(n)));
    expect(results.filter((result) => result === 'written')).toHaveLength(1);
  });

  it('tries again when S3 is slow or reports a conflict', async () => {
    const answers = [503, 409, 200];
    const { faulty, end } = await storageOn((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(answers.shift() ?? 500).end();
      });
    });
    expect(await faulty.put('k', 'x', { ...text, writeOnce: true })).toBe('written');
    expect(answers).toEqual([]);
    end();
  });

  it('writes files of any size once', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'matinee-storage-'));
    const path = join(dir, 'file');
    const media = { contentType: 'video/mp4', cacheControl: 'max-age=60' };
    for (const [name, size] of [
      ['small', 1_000],
      ['large', 64 * 1024 ** 2 + 1],
    ] as const) {
      const bytes = randomBytes(size);
      await writeFile(path, bytes);
      expect(await storage.putFile(key(name), path, media)).toBe('written');
      expect(Buffer.compare(Buffer.from(await storage.read(key(name))), bytes)).toBe(0);
      expect(await storage.putFile(key(name), path, media)).toBe('exists');
    }
    expect((await storage.head(key('large')))?.contentType).toBe('video/mp4');
    await rm(dir, { recursive: true });
  });
});

describe('folders', () => {
  it('lists in byte order and removes everything below, over more than one page', async () => {
    const names = Array.from({ length: 1_003 }, (_, n) => `e/${String(n).padStart(4, '0')}`);
    for (let from = 0; from < names.length; from += 50) {
      await Promise.all(names.slice(from, from + 50).map((name) => storage.put(key(name), '', text)));
    }
    await storage.put(key('e2/kept'), '', text);
    const listed: string[] = [];
    for await (const object of storage.list(key('e/'))) listed.push(object.key);
    expect(listed).toEqual(names.map(key));
    expect(await storage.deletePrefix(key('e/'))).toEqual({ deleted: 1_003, errors: [] });
    expect(await storage.deletePrefix(key('e/'))).toEqual({ deleted: 0, errors: [] });
    expect(await storage.head(key('e2/kept'))).toBeDefined();
  });

  it.each(['', '/', folder.slice(0, -1)])('refuses to remove %j', async (prefix) => {
    await expect(storage.deletePrefix(prefix)).rejects.toThrow(RangeError);
  });

  it('reports what S3 did not remove', async () => {
    const page =
      '<ListBucketResult><Contents><Key>f/a</Key></Contents><Contents><Key>f/b</Key></Contents></ListBucketResult>';
    const refused = '<DeleteResult><Error><Key>f/b</Key><Code>AccessDenied</Code></Error></DeleteResult>';
    const { faulty, end } = await storageOn((request, response) => {
      request.resume().on('end', () => response.end(request.method === 'GET' ? page : refused));
    });
    expect(await faulty.deletePrefix('f/')).toEqual({
      deleted: 1,
      errors: [{ key: 'f/b', reason: 'AccessDenied' }],
    });
    end();
  });
});
