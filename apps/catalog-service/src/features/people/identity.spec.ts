import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from './identity.ts';

// Stands where auth-service would: answers in turn, and remembers what it was asked with.
let server: Server;
let identity: Identity;
let answers: ((response: ServerResponse) => void)[];
let asked: (string | undefined)[];
const person = { id: randomUUID(), accessToken: 'the-token' };
const answer = (status: number, body: unknown) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const me = answer(200, { id: person.id, email: 'ada@example.com' });
const hangUp = (response: ServerResponse) => void response.destroy();

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    answers.shift()?.(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  identity = createIdentity({ authUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

it('asks in the caller’s own name', async () => {
  answers = [me];
  expect(await identity(person)).toEqual({ email: 'ada@example.com' });
  expect(asked).toEqual(['/auth/me Bearer the-token']);
});

it.each([
  ['an error', answer(500, {})],
  ['a broken connection', hangUp],
  ['an answer that is none', answer(200, { hello: 1 })],
])('tries again after %s', async (_title, first) => {
  answers = [first, me];
  expect(await identity(person)).toEqual({ email: 'ada@example.com' });
});

describe('refuses', () => {
  it.each([
    ['two failures', [hangUp, answer(502, {})], 'service_unavailable', 5],
    [
      'an answer about somebody else',
      Array(2).fill(answer(200, { id: randomUUID(), email: 'b@c.de' })),
      'service_unavailable',
      5,
    ],
    [
      'a redirect',
      Array(2).fill((r: ServerResponse) => void r.writeHead(302, { location: '/x' }).end()),
      'service_unavailable',
      5,
    ],
    ['a token that has ended', [answer(401, {})], 'session_expired', undefined],
  ] as const)('%s', async (_title, given, code, retryAfterSeconds) => {
    answers = [...given];
    await expect(identity(person)).rejects.toMatchObject({ code, retryAfterSeconds });
    expect(answers).toEqual([]);
  });
});
