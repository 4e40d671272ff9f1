import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from './app.ts';
import { specConfig } from './testing.ts';

/** Seconds of silence after which an ALB closes a connection; the default, and what infra sets. */
const balancerIdleSeconds = 60;

it('keeps connections longer than the balancer does, or requests would meet a closing one', async () => {
  const app = await createApp({ name: 'spec', config: specConfig() });
  expect(app.server.keepAliveTimeout).toBeGreaterThanOrEqual((balancerIdleSeconds + 5) * 1000);
  await app.close();
});

it('ends with the last request that was under way, though its client would keep the connection', async () => {
  const app = await createApp({ name: 'spec', config: specConfig() });
  app.post(
    '/slow',
    { schema: { body: z.object({}), response: { 200: z.object({ ok: z.boolean() }) } } },
    async () => ({ ok: true }),
  );
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
  const agent = new Agent({ keepAlive: true });
  const headers = { 'content-type': 'application/json', 'content-length': 2 };
  const slow = request({ host: '127.0.0.1', port, path: '/slow', method: 'POST', headers, agent });
  const received = once(app.server, 'request');
  slow.write('{');
  await received;

  app.startDraining();
  const closed = app.close();
  slow.end('}');
  const [answer] = (await once(slow, 'response')) as [IncomingMessage];
  expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close']);
  answer.resume();
  await closed;
  agent.destroy();
});
