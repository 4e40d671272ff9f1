import { join } from 'node:path';
import { eventually, testCloud } from '@matinee/testing';
import { startHttpProxy } from './http-proxy.ts';
import { freePort, startProcess, type Process } from './process.ts';
import type { Recorder } from './recorder.ts';
import { startTcpProxy } from './tcp-proxy.ts';

export type Server = Awaited<ReturnType<typeof startServer>>;
export const workerToken = 'a-worker-token-for-faults-0123456789';
/** As short as a machine with two busy cores allows. */
export const LEASE_SECONDS = 3;
/** For faults that assert that nothing is repeated: no machine is so busy that a lease of a minute ends. */
export const longLeases = { env: { LEASE_SECONDS: '60' } };

type Options = {
  folder: string;
  recorder: Recorder;
  databaseUrl: string;
  /** Buckets, queues and topic, as the configuration names them. */
  places: Record<string, string>;
  nodeOptions?: readonly string[];
  env?: Record<string, string>;
};

/** The transcode server as a process, with a proxy on each of its wires. */
export async function startServer({ folder, recorder, databaseUrl, places, nodeOptions, env }: Options) {
  const { endpoints, region, credentials, resources } = testCloud();
  const mayBeAbandoned = () => false;
  const s3 = await startHttpProxy({
    target: endpoints.s3,
    mayBeAbandoned,
    onExchange: recorder.s3('server'),
  });
  const queues = await startHttpProxy({
    target: endpoints.sqs,
    mayBeAbandoned: ({ headers }) => `${headers['x-amz-target']}`.endsWith('ReceiveMessage'),
    onExchange: recorder.queues('server'),
  });
  const direct = new URL(databaseUrl);
  const database = await startTcpProxy({ host: direct.hostname, port: Number(direct.port || 3306) });
  const through = new URL(databaseUrl);
  through.port = String(database.port);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let process: Process;

  async function start(): Promise<void> {
    process = startProcess({
      script: 'main.ts',
      log: join(folder, 'server.log'),
      ...(nodeOptions && { nodeOptions }),
      env: {
        NODE_ENV: 'test',
        HOST: '127.0.0.1',
        PORT: String(port),
        LOG_LEVEL: 'info',
        PUBLIC_ORIGIN: 'http://localhost:8080',
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        COGNITO_USER_POOL_ID: resources.userPoolId,
        COGNITO_CLIENT_ID: resources.userPoolClientId,
        COGNITO_ENDPOINT: endpoints.cognito,
        DATABASE_URL: through.href,
        S3_ENDPOINT: s3.url,
        SQS_ENDPOINT: queues.url,
        SNS_ENDPOINT: queues.url,
        WORKER_TOKEN: workerToken,
        LEASE_SECONDS: String(LEASE_SECONDS),
        SWEEP_SECONDS: '0.5',
        REMIND_SECONDS: '4',
        RELAY_SECONDS: '0.5',
        ...places,
        ...env,
      },
    });
    await eventually(
      async () => {
        if (process.ended()) throw new Error(`The server ended.\n${process.output().slice(-3000)}`);
        return (await fetch(`${url}/readyz`).catch(() => undefined))?.ok;
      },
      { timeoutMs: 30_000, intervalMs: 50 },
    );
  }
  await start();

  return {
    url,
    s3,
    queues,
    database,
    process: () => process,
    kill: () => process.kill(),
    start,
    async heal(): Promise<void> {
      s3.heal();
      queues.heal();
      database.heal();
      if (process.ended()) await start();
      else process.signal('SIGCONT');
    },
    async stop(): Promise<void> {
      process.signal('SIGTERM');
      const timer = setTimeout(() => void process.kill(), 10_000);
      await process.exited;
      clearTimeout(timer);
      await Promise.all([s3.close(), queues.close(), database.close()]);
    },
  };
}
