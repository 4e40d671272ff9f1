import { setTimeout as delay } from 'node:timers/promises';
import type { App } from './app-type.ts';
import type { ServiceConfig } from './config.ts';
import { onLeashLost } from './leash.ts';

/** A drain that takes longer than this is cut off. ECS kills the task at its `stopTimeout` (30 s). */
const drainLimit = 25_000;

/**
 * Listens, and stops in order on SIGTERM or SIGINT: not ready → wait for the balancer → finish what runs → close →
 * exit 0. A second signal stops at once.
 */
export async function runService(
  app: App,
  options: { config: ServiceConfig; onClose?: () => Promise<void> },
): Promise<void> {
  const { config, onClose } = options;
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    app.log.info({ signal }, 'draining');
    app.startDraining();
    setTimeout(() => process.exit(1), config.DRAIN_SECONDS * 1000 + drainLimit).unref();
    await delay(config.DRAIN_SECONDS * 1000);
    await app.close();
    await onClose?.();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  onLeashLost(() => void stop('disconnect'));
  process.on('unhandledRejection', (reason) => {
    app.log.fatal({ err: reason }, 'unhandled rejection');
    process.exit(1);
  });
  await app.listen({ host: config.HOST, port: config.PORT });
}
