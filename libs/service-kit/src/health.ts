import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { App } from './app-type.ts';
import { ApiError } from './errors.ts';

const Healthy = z.object({ ok: z.literal(true) });
/** Dependencies are asked at most this often, and given this long. Milliseconds. */
const cacheFor = 2000;
const patience = 500;

/**
 * `/livez`: the event loop turns; never asks the database, or one slow dependency would restart every task.
 * `/readyz`: dependencies answer and the process is not draining; the balancer's health check.
 */
export function addHealth(app: App, ready: () => Promise<void>, draining: () => boolean): void {
  let last = { at: -Infinity, ok: false };
  const check = async () => {
    if (performance.now() - last.at < cacheFor && last.ok) return true;
    const ok = await Promise.race([ready().then(() => true), delay(patience, false, { ref: false })]).catch(
      () => false,
    );
    last = { at: performance.now(), ok };
    return ok;
  };
  const schema = { response: { 200: Healthy }, hide: true };
  app.get('/livez', { schema, logLevel: 'silent' }, async () => ({ ok: true as const }));
  app.get('/readyz', { schema, logLevel: 'silent' }, async () => {
    if (draining() || !(await check())) throw new ApiError('service_unavailable', { retryAfterSeconds: 2 });
    return { ok: true as const };
  });
}
