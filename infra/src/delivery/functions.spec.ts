import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { asleepCode, mediaCode, refuseMediaCode, requestCode } from './functions.ts';

type Request = { uri: string; method: string; headers: Record<string, { value: string }> };
type Response = { statusCode: number; headers: Record<string, { value: string }>; body: string };

/** Runs a function as CloudFront does: its `handler`, without anything of Node. */
const run = <T>(code: string, request: Partial<Request> = {}): T =>
  runInNewContext(`${code};handler(event)`, {
    event: {
      context: { requestId: '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==' },
      request: { uri: '/', method: 'GET', headers: {}, ...request },
    },
  }) as T;

it('every function is small enough for CloudFront (10 KB)', () => {
  for (const code of [asleepCode, mediaCode, refuseMediaCode, requestCode])
    expect(Buffer.byteLength(code)).toBeLessThan(10_000);
});

it.each([
  ['/media/abc/1/v720/00001.m4s', '/abc/1/v720/00001.m4s'],
  ['/media/media/x', '/media/x'],
  ['/media', '/media'],
])('the object of %s is %s', (uri, expected) => {
  expect(run<Request>(mediaCode, { uri }).uri).toBe(expected);
});

it('media is refused in CloudFront’s own words while no keys are known', () => {
  const response = run<Response>(refuseMediaCode, { uri: '/media/abc/1/master.m3u8' });
  expect(response.statusCode).toBe(403);
  expect(response.body).toContain('<Code>MissingKey</Code>');
});

it('a request gets CloudFront’s id, and forged headers stay outside', () => {
  const { headers } = run<Request>(requestCode, {
    headers: {
      'x-request-id': { value: 'forged-by-somebody' },
      'x-forwarded-host': { value: 'evil.example' },
      forwarded: { value: 'for=1.2.3.4' },
      cookie: { value: 'a=b' },
    },
  });
  expect(headers).toEqual({
    'x-request-id': { value: expect.stringMatching(/^[\w.-]{8,64}$/) },
    cookie: { value: 'a=b' },
  });
});

describe('asleep', () => {
  it.each(['/videos', '/videos/abc', '/auth/login', '/transcodes/x'])('%s answers JSON', (uri) => {
    const { statusCode, headers, body } = run<Response>(asleepCode, { uri });
    expect(statusCode).toBe(503);
    expect(headers['content-type']!.value).toContain('application/json');
    expect(headers['cache-control']!.value).toBe('no-store');
    expect(JSON.parse(body)).toMatchObject({
      error: { code: 'service_unavailable', message: expect.any(String), requestId: expect.any(String) },
    });
  });

  it.each(['/', '/watch/abc', '/videosomething'])('%s shows a page', (uri) => {
    const { statusCode, headers, body } = run<Response>(asleepCode, { uri });
    expect(statusCode).toBe(503);
    expect(headers['content-type']!.value).toContain('text/html');
    expect(body).toContain('Nothing is lost');
  });

  it('HEAD has no body', () => {
    expect(run<Response>(asleepCode, { method: 'HEAD' }).body).toBe('');
  });
});
