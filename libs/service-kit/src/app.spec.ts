import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { App } from './app-type.ts';
import { createApp } from './app.ts';
import { ApiError } from './errors.ts';
import { optionalPerson, requirePerson } from './people.ts';
import { limitRate } from './rate-limit.ts';
import { specConfig } from './testing.ts';

const ok = z.object({ ok: z.boolean() });
let app: App;
afterEach(() => app.close());

async function build(add: (app: App) => unknown, readiness?: () => Promise<void>) {
  app = await createApp({
    name: 'spec',
    config: specConfig(),
    ...(readiness && { readiness }),
    verifier: async (token) => {
      if (token === 'expired') throw new ApiError('session_expired');
      if (token !== 'good') throw new ApiError('unauthenticated');
      return { id: 'someone', accessToken: token };
    },
  });
  await add(app);
  return app;
}
const echo = (a: App) =>
  void a.post(
    '/echo',
    { schema: { body: z.object({ name: z.string().max(5) }), response: { 200: ok } } },
    async () => ({ ok: true }),
  );

describe('errors', () => {
  const post = (payload: string, type = 'application/json') =>
    app.inject({ method: 'POST', url: '/echo', payload, headers: { 'content-type': type } });

  it.each([
    ['a field of the wrong type', '{"name":7}', 'application/json', 400, 'invalid_request'],
    ['a missing field', '{}', 'application/json', 400, 'invalid_request'],
    ['broken JSON', '{"name":', 'application/json', 400, 'invalid_json'],
    ['an empty body', '', 'application/json', 400, 'invalid_json'],
    ['a poisoned prototype', '{"__proto__":{"x":1},"name":"a"}', 'application/json', 400, 'invalid_json'],
    ['another content type', 'name=a', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['plain text', 'name', 'text/plain', 415, 'unsupported_media_type'],
    [
      'a body over the limit',
      JSON.stringify({ name: 'x'.repeat(70_000) }),
      'application/json',
      413,
      'body_too_large',
    ],
  ])('%s is answered in the one shape', async (_title, payload, type, status, code) => {
    await build(echo);
    const response = await post(payload, type);
    expect([response.statusCode, response.json().error.code]).toEqual([status, code]);
    expect(response.json().error.requestId).toBe(response.headers['x-request-id']);
  });

  it('names the field and the reason', async () => {
    await build(echo);
    const { error } = (await post('{"name":"too long"}')).json();
    expect(error.details).toEqual([{ path: 'body/name', message: expect.stringContaining('5') }]);
  });

  it('says nothing of an unexpected error', async () => {
    await build(
      (a) =>
        void a.get('/boom', { schema: { response: { 200: ok } } }, async () =>
          Promise.reject(new Error('secret detail')),
        ),
    );
    const response = await app.inject('/boom');
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('secret');
  });

  it('answers 503 with Retry-After when a dependency is away', async () => {
    const cause = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    await build(
      (a) =>
        void a.get('/away', { schema: { response: { 200: ok } } }, async () =>
          Promise.reject(new Error('wrapped', { cause })),
        ),
    );
    const response = await app.inject('/away');
    expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '2']);
  });

  it('does not send an answer that breaks its own schema', async () => {
    await build(
      (a) => void a.get('/odd', { schema: { response: { 200: ok } } }, async () => ({ ok: 'yes' }) as never),
    );
    expect((await app.inject('/odd')).json().error.code).toBe('internal_error');
  });

  it.each(['/things/%zz', `/things/${'x'.repeat(300)}`])(
    'answers a broken address in the same shape',
    async (url) => {
      const schema = { params: z.object({ id: z.string() }), response: { 200: ok } };
      await build((a) => void a.get('/things/:id', { schema }, async () => ({ ok: true })));
      const response = await app.inject(url);
      expect([response.statusCode, response.json().error.code]).toEqual([404, 'not_found']);
      expect(response.body).not.toContain('xxxx');
    },
  );

  it('answers unknown addresses in the same shape', async () => {
    await build(() => {});
    const response = await app.inject('/nowhere');
    expect([response.statusCode, response.json().error.code]).toEqual([404, 'not_found']);
  });
});

describe('routes', () => {
  it.each([
    ['without a response schema', '/a', {}],
    ['with a parameter but no schema for it', '/a/:id', { response: { 200: ok } }],
  ])('%s do not boot', async (_title, url, schema) => {
    await build(() => {});
    expect(() => app.get(url, { schema }, async () => ({ ok: true }))).toThrow(/has no schema for/);
  });

  it('with a body but no schema for it do not boot', async () => {
    await build(() => {});
    expect(() => app.post('/a', { schema: { response: { 200: ok } } }, async () => ({ ok: true }))).toThrow(
      /body/,
    );
  });
});

describe('people', () => {
  const scopes = (a: App) =>
    a
      .register(async (scope) => {
        requirePerson(scope);
        scope.get('/mine', { schema: { response: { 200: z.object({ id: z.string() }) } } }, async (r) => ({
          id: r.person!.id,
        }));
        scope.post('/mine', { schema: { body: z.unknown(), response: { 200: ok } } }, async () => ({
          ok: true,
        }));
      })
      .then(() =>
        a.register(async (scope) => {
          optionalPerson(scope);
          scope.get(
            '/all',
            { schema: { response: { 200: z.object({ id: z.string().nullable() }) } } },
            async (r) => ({ id: r.person?.id ?? null }),
          );
        }),
      );
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

  it.each([
    ['nobody', {}, 401, 'unauthenticated'],
    ['a bad token', { authorization: 'Bearer bad' }, 401, 'unauthenticated'],
    ['another scheme', { authorization: 'Basic good' }, 401, 'unauthenticated'],
    ['an expired token', { authorization: 'Bearer expired' }, 401, 'session_expired'],
    ['an expired cookie', { cookie: 'matinee=expired' }, 401, 'session_expired'],
  ])('%s is refused where a person is required', async (_title, headers, status, code) => {
    await build(scopes);
    const response = await get('/mine', headers as Record<string, string>);
    expect([response.statusCode, response.json().error.code]).toEqual([status, code]);
  });

  it('knows API clients by Bearer and browsers by cookie', async () => {
    await build(scopes);
    expect((await get('/mine', { authorization: 'Bearer good' })).json()).toEqual({ id: 'someone' });
    expect((await get('/mine', { cookie: 'matinee=good' })).json()).toEqual({ id: 'someone' });
    expect((await get('/all')).json()).toEqual({ id: null });
    expect((await get('/all', { cookie: 'matinee=good' })).json()).toEqual({ id: 'someone' });
  });

  it.each([
    ['a cookie from our own page', { cookie: 'matinee=good', origin: 'http://localhost:8080' }, 200],
    [
      'a cookie with Sec-Fetch-Site: same-origin',
      { cookie: 'matinee=good', 'sec-fetch-site': 'same-origin' },
      200,
    ],
    ['a cookie from another site', { cookie: 'matinee=good', origin: 'https://evil.example' }, 403],
    ['a cookie from a null origin', { cookie: 'matinee=good', origin: 'null' }, 403],
    ['a cookie from a sibling site', { cookie: 'matinee=good', 'sec-fetch-site': 'same-site' }, 403],
    ['a cookie without any origin', { cookie: 'matinee=good' }, 403],
    ['a token from another site', { authorization: 'Bearer good', origin: 'https://evil.example' }, 403],
    ['a token without an origin', { authorization: 'Bearer good' }, 200],
  ])('a change by %s answers as it should', async (_title, headers, status) => {
    await build(scopes);
    const response = await app.inject({
      method: 'POST',
      url: '/mine',
      headers: headers as Record<string, string>,
      payload: {},
    });
    expect(response.statusCode).toBe(status);
  });
});

describe('limitRate', () => {
  it('answers 429 with Retry-After, per key, and believes only trusted proxies', async () => {
    await build((a) =>
      a.register(async (scope) => {
        limitRate(scope, { max: 2, windowSeconds: 60 });
        scope.get('/limited', { schema: { response: { 200: ok } } }, async () => ({ ok: true }));
      }),
    );
    const from = (forwarded: string) =>
      app.inject({ url: '/limited', headers: { 'x-forwarded-for': forwarded } });
    expect((await from('10.0.0.1')).statusCode).toBe(200);
    expect((await from('6.6.6.6, 10.0.0.1')).statusCode).toBe(200);
    const third = await from('7.7.7.7, 10.0.0.1');
    expect([third.statusCode, third.json().error.code]).toEqual([429, 'rate_limited']);
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
    expect((await from('10.0.0.2')).statusCode).toBe(200);
  });
});

describe('health', () => {
  it('is alive even when a dependency is away, and says it is not ready', async () => {
    await build(
      () => {},
      async () => Promise.reject(new Error('away')),
    );
    expect((await app.inject('/livez')).statusCode).toBe(200);
    expect((await app.inject('/readyz')).statusCode).toBe(503);
  });

  it('is not ready while draining', async () => {
    await build(() => {});
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    app.startDraining();
    expect((await app.inject('/readyz')).statusCode).toBe(503);
  });
});
