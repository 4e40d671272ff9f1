// Starts Next.js' standalone server under the names that all services use, and ends it the way they end: on SIGTERM
// it keeps answering for DRAIN_SECONDS while the balancer takes it out, finishes what runs, and exits with 0.
import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';

const { HOST = '0.0.0.0', DRAIN_SECONDS = '0' } = process.env;
const drainLimit = 25_000; // milliseconds; ECS kills the task 40 s after SIGTERM (infra, stopTimeout)

process.env.HOSTNAME = HOST;
process.env.PORT ??= '4000';
// Longer than the balancer's idle timeout of 60 s, or it would reuse a connection that we are just closing.
process.env.KEEP_ALIVE_TIMEOUT ??= '65000';
// Next.js would close its server at once and exit with 143.
process.env.NEXT_MANUAL_SIG_HANDLE = 'true';

let server;
subscribe('http.server.request.start', (message) => (server ??= message.server));

async function stop() {
  const drain = Number(DRAIN_SECONDS) * 1000;
  setTimeout(() => process.exit(1), drain + drainLimit).unref();
  await delay(drain);
  if (!server) process.exit(0);
  server.close(() => process.exit(0));
  // Also those that fall idle when a last request is answered: kept, they would keep the process from ending.
  setInterval(() => server.closeIdleConnections(), 100);
}
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void stop());

await import('./apps/web/server.js');
