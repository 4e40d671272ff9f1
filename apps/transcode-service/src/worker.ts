import { consume, done } from '@matinee/messaging';
import { scaling } from '@matinee/scaling';
import { createLogger, onLeashLost } from '@matinee/service-kit';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { createBlockCache } from './worker/block-cache.ts';
import { loadWorkerConfig } from './worker/config.ts';
import { keepHeartbeatFile } from './worker/heartbeat-file.ts';
import { confine } from './worker/confinement.ts';
import { createHttpApi } from './worker/http-api.ts';
import { findPrograms } from './worker/programs.ts';
import { createProtection } from './worker/protection.ts';
import { createReader } from './worker/reader.ts';
import { createTaskRunner, HandedBackError } from './worker/run-task.ts';
import { createS3Store } from './worker/s3-store.ts';
import { createSandbox } from './worker/sandbox.ts';
import { createWorkDirectories } from './worker/work-directories.ts';
import { TaskMessage } from './work/contract.ts';

/** From SIGTERM to the end. Tasks are handed back, not finished: another worker starts them at once. */
const EXIT_LIMIT_MS = 4500;

const config = loadWorkerConfig();
const log = createLogger('transcode-worker', config.LOG_LEVEL);
const store = createS3Store({ region: config.AWS_REGION, endpoint: config.S3_ENDPOINT });
const directories = createWorkDirectories(config.WORKER_DIRECTORY);
await directories.sweep();
const programs = await findPrograms(config.TOOLS_PATH);
const { cell, confinement } = await confine({
  programs,
  directory: config.WORKER_DIRECTORY,
  mode: config.SANDBOX,
  log,
});
const reader = await createReader(cell?.socket);
const runTask = createTaskRunner({
  api: createHttpApi({
    baseUrl: config.TRANSCODE_URL,
    token: config.WORKER_TOKEN,
    workerId: `${hostname().slice(0, 50)}-${process.pid}-${randomUUID().slice(0, 8)}`,
  }),
  tools: {
    sandbox: createSandbox(programs, cell),
    reader,
    cache: createBlockCache(config.WORKER_CACHE_MIB * 1024 * 1024),
    store,
    mediaBucket: config.MEDIA_BUCKET,
    threads: {
      fast: config.WORKER_FAST_THREADS,
      alone: config.WORKER_ALONE_THREADS,
      bulk: config.WORKER_THREADS,
    },
    log,
  },
  directories,
});
const protection = createProtection({
  agentUri: config.ECS_AGENT_URI,
  minutes: scaling.protectionMinutes,
  log,
});

const stopped = new AbortController();
const consumer = consume({
  region: config.AWS_REGION,
  endpoint: config.SQS_ENDPOINT,
  queues: [{ url: config.TRANSCODE_FAST_QUEUE_URL }, { url: config.TRANSCODE_BULK_QUEUE_URL }],
  slots: config.WORKER_SLOTS,
  schema: TaskMessage,
  visibilityTimeoutSeconds: config.MESSAGE_VISIBILITY_SECONDS,
  heartbeatSeconds: config.MESSAGE_VISIBILITY_SECONDS / 3,
  // A message that can no longer be kept stops nothing: the lease alone says whose the task is, and whoever gets the
  // message next is told that it is taken. Otherwise a task could never take longer than SQS keeps a message.
  handler: async ({ taskId }) => {
    await protection.during(() => runTask(taskId, stopped.signal));
    return done;
  },
  onError: (error, context) => {
    if (error instanceof HandedBackError) log.info(context, error.message);
    else log.warn({ ...context, err: error }, 'message trouble');
  },
  log,
});
const heartbeat = keepHeartbeatFile({
  directory: config.WORKER_DIRECTORY,
  silentFor: consumer.silentFor,
  facts: { sandbox: confinement },
  log,
});
log.info({ slots: config.WORKER_SLOTS, threads: config.WORKER_THREADS }, 'worker started');

let stopping = false;
async function stop(reason: string) {
  if (stopping) return;
  stopping = true;
  log.info({ reason }, 'worker stopping');
  setTimeout(() => process.exit(1), EXIT_LIMIT_MS).unref();
  // Aborts every task at once: its children get SIGKILL, its lease is released, its message becomes visible.
  const consumed = consumer.stop({ graceMs: 0 });
  // After the consumer's own timer: it then knows why its handlers end, and hands their messages on at once.
  setTimeout(() => stopped.abort(new Error('The worker is stopping.')), 1);
  await Promise.all([consumed, protection.end()]);
  heartbeat.stop();
  await reader.close();
  await cell?.close();
  store.close();
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
onLeashLost(() => void stop('disconnect'));
process.on('unhandledRejection', (reason) => {
  log.fatal({ err: reason }, 'unhandled rejection');
  process.exit(1);
});
