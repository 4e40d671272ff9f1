import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { App } from './app-type.ts';
import { createApp } from './app.ts';
import { specConfig } from './testing.ts';

let app: App;
beforeAll(async () => {
  app = await createApp({ name: 'spec', config: specConfig() });
  const schema = { body: z.object({}), response: { 200: z.object({}) } };
  app.post('/echo', { schema }, async () => ({}));
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

it('hears a body over the limit out, so that a proxy that is still sending gets the answer', async () => {
  const rest = Buffer.alloc(2_000_000, ' ');
  const sending = request({
    ...{ host: '127.0.0.1', port: (app.server.address() as AddressInfo).port, method: 'POST', path: '/echo' },
    headers: { 'content-type': 'application/json', 'content-length': rest.length + 1 },
  });
  sending.write('{');
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(413);
  expect(answer.headers.connection).not.toBe('close');
  sending.end(rest);
  await once(sending, 'finish');
  answer.resume();
  await once(answer, 'end');
});
