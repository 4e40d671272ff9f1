import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { echo, startBench, type Bench } from './bench.ts';

let bench: Bench;
afterEach(() => bench.close());
const json = async (response: Response) => (await response.json()) as Record<string, Record<string, string>>;

describe('routing', () => {
  beforeEach(async () => {
    const names = ['auth', 'upload', 'catalog', 'transcode', 'web'] as const;
    bench = await startBench();
    for (const name of names) bench.edge.setServices({ [name]: await bench.serve(echo(name)) });
  });

  it.each([
    ['/auth/login', 'auth'],
    ['/videos/upload', 'upload'],
    ['/videos/upload/parts', 'upload'],
    ['/videos', 'catalog'],
    ['/videos/uploaded', 'catalog'],
    ['/users/me?x=1', 'catalog'],
    ['/transcodes/abc', 'transcode'],
    ['/', 'web'],
    ['/watch/abc', 'web'],
    ['/videosomething', 'web'],
    ['/videos/../auth/login', 'auth'],
    ['/videos/%2e%2E/auth/login', 'auth'],
    ['//auth/login', 'web'],
  ])('sends %s to %s', async (path, name) => {
    expect(JSON.parse((await bench.get(path)).body)).toMatchObject({ name });
  });

  it('passes method, query, headers and body, and tells the service who asked', async () => {
    const response = await fetch(`${bench.url}/videos/metadata?a=1&a=2`, {
      method: 'POST',
      body: '{"displayName":"Ünïcode"}',
      headers: { 'content-type': 'application/json', cookie: 'session=1', authorization: 'Bearer x' },
    });
    const requestId = response.headers.get('x-request-id');
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await json(response)).toMatchObject({
      method: 'POST',
      url: '/videos/metadata?a=1&a=2',
      body: '{"displayName":"Ünïcode"}',
      headers: {
        cookie: 'session=1',
        authorization: 'Bearer x',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': new URL(bench.url).host,
        'x-request-id': requestId,
      },
    });
  });

  it('does not pass on what only the edge may say', async () => {
    const forged = {
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-user': 'root',
      forwarded: 'for=1.2.3.4',
      'x-real-ip': '1.2.3.4',
      'x-request-id': 'mine',
      'x-amzn-oidc-identity': 'root',
    };
    const { headers } = await json(await fetch(`${bench.url}/users/me`, { headers: forged }));
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1' });
    expect(Object.values(headers ?? {})).not.toContain('mine');
    for (const name of ['x-forwarded-user', 'forwarded', 'x-real-ip', 'x-amzn-oidc-identity'])
      expect(headers).not.toHaveProperty(name);
  });

  it('never routes /internal', async () => {
    for (const path of [
      '/internal',
      '/internal/videos',
      '/videos/../internal/x',
      '/videos/%2e%2e/internal/x',
    ]) {
      const { status, body } = await bench.get(path);
      expect([status, JSON.parse(body).error.code]).toEqual([404, 'not_found']);
    }
  });

  it('answers for its own names only', async () => {
    expect((await bench.get('/', { host: 'localhost:8080' })).status).toBe(200);
    expect((await bench.get('/__local/mail', { host: 'evil.example:8080' })).status).toBe(403);
    expect((await bench.get('/', { host: 'localhost.evil.example' })).status).toBe(403);
  });

  it('serves the caught mails and its own health', async () => {
    expect((await bench.get('/__local/mail?to=a')).body).toBe('the mails');
    expect((await bench.get('/__local/health')).body).toBe('{"ok":true}');
    expect((await bench.get('/__local/other')).status).toBe(404);
  });

  it('refuses a URL and headers beyond the limits of CloudFront', async () => {
    expect((await bench.get(`/${'x'.repeat(8_192)}`)).status).toBe(400);
    expect((await bench.get('/', { cookie: 'x'.repeat(25_000) })).status).toBe(431);
  });
});
