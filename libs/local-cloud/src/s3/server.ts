import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier } from './auth/verify.ts';
import { createContext } from './context.ts';
import type { S3Notification } from './events.ts';
import { type Faults, createFaults } from './faults.ts';
import { createHandler } from './handler.ts';
import { sweepLifecycle } from './operations/sweep.ts';
import { knownBlobs } from './store/objects.ts';

export type S3Options = {
  /** Everything durable lives here: `index.sqlite` and `blobs/`. One server per directory. */
  dir: string;
  /** Access key id → secret. */
  credentials: Record<string, string>;
  region?: string;
  /** Called at least once per event; a rejection is retried. */
  onEvent?: (targetArn: string, event: S3Notification) => void | Promise<void>;
  /** Injected clock, ms. */
  now?: () => number;
  /** Told of errors that are defects of this server or of the disk; the client sees 500. */
  onInternalError?: (error: unknown) => void;
};

export type S3Server = {
  /** Binds 127.0.0.1; port 0 picks a free one. */
  listen(port: number): Promise<{ port: number; url: string }>;
  close(): Promise<void>;
  faults: Faults;
  /** Applies the lifecycle rules now; a timer does it every minute. */
  sweepLifecycle(): void;
};

const SWEEP_INTERVAL_MS = 60_000;

/**
 * A stand-in for Amazon S3 that keeps objects in a directory and refuses what S3 refuses.
 * For laptops and tests: loopback only, no TLS, no access policies.
 * @throws when another server holds the directory
 */
export function createS3(options: S3Options): S3Server {
  const { dir, credentials, region = 'us-east-1', now = Date.now } = options;
  const context = createContext({ dir, region, now, deliver: options.onEvent ?? (() => undefined) });
  const faults = createFaults();
  const onInternalError =
    options.onInternalError ?? ((error: unknown) => console.error('s3: internal error', error));
  const verify = createVerifier({ credentials, region, now });
  const handle = createHandler({ context, faults, verify, onInternalError });
  const sweepByTimer = (): void => {
    try {
      sweepLifecycle(context);
    } catch (error) {
      onInternalError(error);
    }
  };

  const underWay = new Set<Promise<void>>();
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 });
  const track = (exchange: Promise<void>): void => {
    underWay.add(exchange);
    void exchange.finally(() => underWay.delete(exchange));
  };
  server.on('request', (incoming, response) => track(handle(incoming, response, false)));
  server.on('checkContinue', (incoming, response) => track(handle(incoming, response, true)));

  let sweeping: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;

  const stop = async (): Promise<void> => {
    clearInterval(sweeping);
    if (server.listening)
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    await Promise.all(underWay);
    await context.outbox.close();
    await context.blobs.settled();
    context.database.close();
  };

  return {
    faults,
    sweepLifecycle: () => sweepLifecycle(context),
    async listen(port) {
      await context.blobs.sweepOrphans(knownBlobs(context.database));
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', resolve);
      });
      sweeping = setInterval(sweepByTimer, SWEEP_INTERVAL_MS);
      sweeping.unref();
      context.outbox.wake(); // events of a process that died before delivery
      const address = server.address() as AddressInfo;
      return { port: address.port, url: `http://127.0.0.1:${address.port}` };
    },
    close: () => (closing ??= stop()),
  };
}
