import { afterAll, describe, expect, it } from 'vitest';
import { errorCode, put, specStorage } from './spec-storage.ts';

const { storage, key } = specStorage();
afterAll(() => storage.close());

const mp4 = { contentType: 'video/mp4', expiresSeconds: 60 };

describe('a presigned PUT', () => {
  it('takes exactly the announced bytes and type', async () => {
    const { url, headers, expiresAt } = await storage.presignPut({ ...mp4, key: key('a'), size: 5 });
    expect((await put(url, 'hello', headers)).status).toBe(200);
    expect(await storage.head(key('a'))).toMatchObject({ size: 5, contentType: 'video/mp4' });
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 50_000);
  });

  it('signs length, type and the condition, and carries no checksum', async () => {
    const { url } = await storage.presignPut({ ...mp4, key: key('b'), size: 5 });
    const query = new URL(url).searchParams;
    expect(query.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host;if-none-match');
    expect([...query.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
  });

  it.each([
    ['more bytes', 'hello!', {}],
    ['fewer bytes', 'hell', {}],
    ['another type', 'hello', { 'content-type': 'text/html' }],
    ['permission to replace', 'hello', { 'if-none-match': '"x"' }],
  ])('refuses %s', async (_, body, change) => {
    const { url, headers } = await storage.presignPut({ ...mp4, key: key('c'), size: 5 });
    const response = await put(url, body, { ...headers, ...change });
    expect([response.status, await errorCode(response)]).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await storage.head(key('c'))).toBeUndefined();
  });

  it('refuses another key', async () => {
    const { url, headers } = await storage.presignPut({ ...mp4, key: key('d'), size: 5 });
    expect((await put(url.replace('/d?', '/e?'), 'hello', headers)).status).toBe(403);
  });

  it('cannot be used twice', async () => {
    const { url, headers } = await storage.presignPut({ ...mp4, key: key('f'), size: 5 });
    await put(url, 'first', headers);
    expect((await put(url, 'other', headers)).status).toBe(412);
    expect(Buffer.from(await storage.read(key('f'))).toString()).toBe('first');
  });

  it('ends', async () => {
    const past = specStorage({ now: () => Date.now() - 61_000 }).storage;
    const { url, headers } = await past.presignPut({ ...mp4, key: key('g'), size: 5 });
    const response = await put(url, 'hello', headers);
    expect([response.status, await errorCode(response)]).toEqual([403, 'AccessDenied']);
    past.close();
  });
});

describe('a presigned GET', () => {
  it('reads the object, with the name it is to be saved under', async () => {
    await storage.put(key('h'), 'hello', { contentType: 'video/mp4' });
    const downloadName = 'Ünder "the" \r\nsea%.mp4';
    const url = await storage.presignGet({ key: key('h'), expiresSeconds: 60, downloadName });
    const response = await fetch(url);
    expect(await response.text()).toBe('hello');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="_nder _the_ __sea_.mp4"; filename*=UTF-8''%C3%9Cnder%20%22the%22%20%0D%0Asea%25.mp4`,
    );
  });

  it('does not open anything else', async () => {
    await storage.put(key('i'), 'secret', { contentType: 'text/plain' });
    const url = await storage.presignGet({ key: key('h'), expiresSeconds: 60 });
    expect((await fetch(url.replace('/h?', '/i?'))).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
  });
});
