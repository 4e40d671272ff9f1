import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cookiesFor, startBench, type Bench } from './bench.ts';

const videoKey = 'a'.repeat(24);
const cookies = cookiesFor(videoKey);
let bench: Bench;
afterEach(() => bench.close());

describe('media', () => {
  const path = `/media/${videoKey}/hls/seg 1.m4s`;

  beforeEach(async () => {
    bench = await startBench();
    bench.setStore((_req, res) => {
      res.writeHead(206, {
        'content-type': 'video/mp4',
        'content-length': '4',
        'content-range': 'bytes 0-3/10',
        'cache-control': 'public, max-age=31536000, immutable',
        etag: '"abc"',
        'x-amz-request-id': 'R',
        'x-amz-meta-owner': 'someone',
        'set-cookie': 'a=b',
      });
      res.end('data');
    });
  });

  it('passes the range to S3 and the object back, without what belongs to S3', async () => {
    const response = await fetch(bench.url + path, {
      headers: { cookie: cookies, range: 'bytes=0-3', authorization: 'Bearer token' },
    });
    expect([response.status, await response.text()]).toEqual([206, 'data']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-range': 'bytes 0-3/10',
      'cache-control': 'public, max-age=31536000, immutable',
      etag: '"abc"',
    });
    expect([...response.headers.keys()].filter((name) => /^x-amz|set-cookie/.test(name))).toEqual([]);
    const [asked] = bench.askedOfStore;
    expect(asked?.method).toBe('GET');
    expect(asked?.headers.range).toBe('bytes=0-3');
    expect(asked?.headers).not.toHaveProperty('cookie');
    expect(asked?.headers).not.toHaveProperty('authorization');
  });

  it('answers HEAD with the headers of the object', async () => {
    const response = await fetch(bench.url + path, { method: 'HEAD', headers: { cookie: cookies } });
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([
      206,
      '"abc"',
      '',
    ]);
  });

  it('asks S3 for nothing without a grant', async () => {
    const response = await fetch(bench.url + path);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>MissingKey</Code>');
    const elsewhere = `/media/${videoKey}/../${'b'.repeat(24)}/hls/master.m3u8`;
    expect((await bench.get(elsewhere, { cookie: cookies })).status).toBe(403);
    expect((await bench.get(elsewhere.replace('..', '%2e%2e'), { cookie: cookies })).status).toBe(403);
    expect((await bench.get(elsewhere.replace('/../', '/..%2f'), { cookie: cookies })).status).toBe(403);
    expect(bench.askedOfStore).toEqual([]);
  });

  it('does not tell a missing object from a forbidden one', async () => {
    bench.setStore((_req, res) =>
      res.writeHead(404).end('<Error><Code>NoSuchKey</Code><BucketName>x</BucketName></Error>'),
    );
    const response = await fetch(bench.url + path, { headers: { cookie: cookies } });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('NoSuchKey');
  });

  it('passes 304 and 416 on', async () => {
    bench.setStore((_req, res) => res.writeHead(304, { etag: '"abc"' }).end());
    expect(
      (await fetch(bench.url + path, { headers: { cookie: cookies, 'if-none-match': '"abc"' } })).status,
    ).toBe(304);
    bench.setStore((_req, res) => res.writeHead(416, { 'content-range': 'bytes */10' }).end());
    const beyond = await fetch(bench.url + path, { headers: { cookie: cookies, range: 'bytes=99-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });

  it('is read only', async () => {
    const response = await fetch(bench.url + path, {
      method: 'PUT',
      body: 'x',
      headers: { cookie: cookies },
    });
    expect(response.status).toBe(405);
  });

  it('stops reading from S3 when the viewer leaves', async () => {
    const closed = vi.fn();
    bench.setStore((_req, res) => {
      res.writeHead(200, { 'content-length': '1000000' }).write('start');
      res.once('close', closed);
    });
    const leaving = new AbortController();
    await fetch(bench.url + path, { headers: { cookie: cookies }, signal: leaving.signal });
    leaving.abort();
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });
});
