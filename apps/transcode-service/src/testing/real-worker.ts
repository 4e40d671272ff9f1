import { testCloud } from '@matinee/testing';
import { spawn, type StdioOptions } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startHarness, workerToken } from './harness.ts';

const program = fileURLToPath(new URL('../worker.ts', import.meta.url));

/**
 * The server of a harness, listening and awake, and a worker process that works for it with its temporary files in
 * `directory`. Whoever started both ends both.
 */
export async function startWithWorker(worker: {
  directory: string;
  slots: number;
  stdio: StdioOptions;
  logLevel?: string;
}) {
  const harness = await startHarness({ RELAY_SECONDS: 0.5, SWEEP_SECONDS: 1, REMIND_SECONDS: 5 });
  await harness.app.listen({ host: '127.0.0.1', port: 0 });
  const { region, credentials, endpoints, resources } = testCloud();
  const child = spawn(process.execPath, [program], {
    stdio: worker.stdio,
    env: {
      LOG_LEVEL: worker.logLevel ?? 'warn',
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      S3_ENDPOINT: endpoints.s3,
      SQS_ENDPOINT: endpoints.sqs,
      MEDIA_BUCKET: resources.buckets.media,
      TRANSCODE_FAST_QUEUE_URL: harness.queues.fast.url,
      TRANSCODE_BULK_QUEUE_URL: harness.queues.bulk.url,
      TRANSCODE_URL: `http://127.0.0.1:${(harness.app.server.address() as AddressInfo).port}`,
      WORKER_TOKEN: workerToken,
      WORKER_SLOTS: String(worker.slots),
      WORKER_DIRECTORY: worker.directory,
    },
  });
  return { harness, worker: child };
}
