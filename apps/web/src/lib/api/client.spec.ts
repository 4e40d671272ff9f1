// @vitest-environment node
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createApi, type ApiDeps } from './client.ts';
import type { ApiProblem } from './problem.ts';

const Answer = z.object({ n: z.number() });
const refusal = (code: string, details?: unknown) => ({
  error: { code, message: `Said: ${code}`, requestId: 'r1', ...(details ? { details } : {}) },
});
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

/** An API whose network answers with what is listed, in order. */
function apiWith(answers: (Response | Error)[], deps: Partial<ApiDeps> = {}) {
  const calls: { url: string; init: RequestInit }[] = [];
  const waits: number[] = [];
  const api = createApi({
    fetch: async (url, init) => {
      calls.push({ url: String(url), init: init ?? {} });
      const answer = answers.shift();
      if (!answer) throw new Error('Nobody expected this call.');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    sleep: async (ms) => void waits.push(ms),
    random: () => 1,
    ...deps,
  });
  return { api, calls, waits };
}
const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as ApiProblem,
  );

test('an answer is parsed, and other fields are left out', async () => {
  const { api, calls } = apiWith([json(200, { n: 1, secret: 2 })]);
  expect(await api('/x', { answer: Answer })).toEqual({ n: 1 });
  expect(calls[0]?.init).toMatchObject({ method: 'GET', credentials: 'same-origin' });
});

test('an answer of another shape is a problem, not data', async () => {
  const { api } = apiWith([json(200, { n: 'one' })]);
  expect(await problemOf(api('/x', { answer: Answer }))).toMatchObject({ code: 'unexpected_answer' });
});

test('a refusal keeps code, sentence, fields and reference', async () => {
  const details = [{ path: 'body/displayName', message: 'Too long.' }];
  const { api } = apiWith([json(400, refusal('invalid_request', details))]);
  const problem = await problemOf(api('/x', { method: 'POST', body: {}, answer: Answer }));
  expect(problem).toMatchObject({ code: 'invalid_request', status: 400, details, requestId: 'r1' });
  expect(problem.message).toBe('Said: invalid_request');
});

test('a page of a proxy is told by its status', async () => {
  const { api } = apiWith([new Response('<h1>Not here</h1>', { status: 404 })]);
  expect(await problemOf(api('/x', { answer: Answer }))).toMatchObject({ code: 'not_found', status: 404 });
});

test.each([502, 503, 504])('a GET survives %i', async (status) => {
  const { api, waits } = apiWith([new Response('', { status }), json(200, { n: 1 })]);
  expect(await api('/x', { answer: Answer })).toEqual({ n: 1 });
  expect(waits).toEqual([400]);
});

test('waiting doubles, with jitter, and ends after four tries', async () => {
  const down = () => new TypeError('Failed to fetch');
  const { api, waits } = apiWith([down(), down(), down(), down()], { random: () => 0 });
  expect(await problemOf(api('/x', { answer: Answer }))).toMatchObject({ code: 'network' });
  expect(waits).toEqual([200, 400, 800]);
});

test('Retry-After is obeyed', async () => {
  const busy = json(429, refusal('rate_limited'), { 'retry-after': '3' });
  const { api, waits } = apiWith([busy, json(200, { n: 1 })]);
  await api('/x', { answer: Answer });
  expect(waits).toEqual([3000]);
});

test('nobody is kept waiting for a minute: a long Retry-After is shown instead', async () => {
  const { api, waits } = apiWith([json(429, refusal('rate_limited'), { 'retry-after': '60' })]);
  expect(await problemOf(api('/x', { answer: Answer }))).toMatchObject({ retryAfterSeconds: 60 });
  expect(waits).toEqual([]);
});

test('a POST is sent once, unless it says that it may be repeated', async () => {
  const once = apiWith([new TypeError('Failed to fetch')]);
  await problemOf(once.api('/x', { method: 'POST', answer: Answer }));
  expect(once.calls).toHaveLength(1);
  const again = apiWith([new TypeError('Failed to fetch'), json(200, { n: 1 })]);
  await again.api('/x', { method: 'POST', answer: Answer, idempotent: true });
  expect(again.calls).toHaveLength(2);
});

test('an expired session is renewed once, then the call is repeated', async () => {
  const refresh = vi.fn(async () => true);
  const { api, calls } = apiWith([json(401, refusal('session_expired')), json(200, { n: 1 })], { refresh });
  expect(await api('/x', { method: 'POST', body: { a: 1 }, answer: Answer })).toEqual({ n: 1 });
  expect(refresh).toHaveBeenCalledOnce();
  expect(calls).toHaveLength(2);
});

test('a session that cannot be renewed is reported after one more try', async () => {
  const refresh = vi.fn(async () => false);
  const { api } = apiWith([json(401, refusal('session_expired')), json(401, refusal('unauthenticated'))], {
    refresh,
  });
  expect(await problemOf(api('/x', { answer: Answer }))).toMatchObject({ code: 'unauthenticated' });
  expect(refresh).toHaveBeenCalledOnce();
});

test('a wrong password is not a reason to renew anything', async () => {
  const refresh = vi.fn(async () => true);
  const { api } = apiWith([json(401, refusal('wrong_credentials'))], { refresh });
  await problemOf(api('/x', { method: 'POST', answer: Answer }));
  expect(refresh).not.toHaveBeenCalled();
});

test('a cancelled call ends with the reason of its signal and is not repeated', async () => {
  const control = new AbortController();
  const { api, calls } = apiWith([], {
    fetch: (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
        control.abort(new Error('left the page'));
      }),
  });
  await expect(api('/x', { answer: Answer, signal: control.signal })).rejects.toThrow('left the page');
  expect(calls).toEqual([]);
});
