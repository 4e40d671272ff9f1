import { expect, it } from 'vitest';
import { createApp } from './app.ts';
import { specConfig } from './testing.ts';

/** Seconds of silence after which an ALB closes a connection; the default, and what infra sets. */
const balancerIdleSeconds = 60;

it('keeps connections longer than the balancer does, or requests would meet a closing one', async () => {
  const app = await createApp({ name: 'spec', config: specConfig() });
  expect(app.server.keepAliveTimeout).toBeGreaterThanOrEqual((balancerIdleSeconds + 5) * 1000);
  await app.close();
});
