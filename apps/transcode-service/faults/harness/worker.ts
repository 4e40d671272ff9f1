import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, testCloud } from '@matinee/testing';
import { startHttpProxy } from './http-proxy.ts';
import { startProcess, type Process } from './process.ts';
import type { Recorder } from './recorder.ts';
import { workerToken } from './server.ts';
import { installTools, pidOf } from './tools.ts';

export type Worker = Awaited<ReturnType<typeof createWorker>>;
/** Renewed every two seconds. */
export const VISIBILITY_SECONDS = 6;

export type WorkerOptions = {
  nodeOptions?: readonly string[];
  wrap?: (directory: string) => string[];
  /** Its disk is mounted in a namespace of its own. */
  ownMount?: boolean;
  env?: Record<string, string>;
};
type Context = {
  name: string;
  folder: string;
  recorder: Recorder;
  serverUrl: string;
  places: Record<string, string>;
};

/** A worker process with a proxy on each of its wires, its own tools and its own disk. Not started yet. */
export async function createWorker(context: Context, options: WorkerOptions = {}) {
  const { name, folder, recorder, serverUrl, places } = context;
  const { endpoints, region, credentials } = testCloud();
  const directory = join(folder, `${name}-disk`);
  mkdirSync(directory, { recursive: true });
  const tools = installTools(join(folder, `${name}-tools`), name);
  const s3 = await startHttpProxy({ target: endpoints.s3, onExchange: recorder.s3(name) });
  const api = await startHttpProxy({ target: serverUrl, onExchange: recorder.api(name) });
  const sqs = await startHttpProxy({
    target: endpoints.sqs,
    mayBeAbandoned: ({ headers }) => `${headers['x-amz-target']}`.endsWith('ReceiveMessage'),
    onExchange: recorder.queues(name),
  });
  let process: Process | undefined;
  let before = 0;
  /** Told to go before it listens for that, it would go without tidying up. */
  const isUp = () => process!.output().slice(before).includes('worker started');

  const running = () => process !== undefined && process.ended() === undefined;
  const worker = {
    name,
    directory,
    s3,
    api,
    sqs,
    tools,
    running,
    process: () => process!,
    start(): void {
      before = process?.output().length ?? 0;
      process = startProcess({
        script: 'worker.ts',
        log: join(folder, `${name}.log`),
        ...(options.nodeOptions && { nodeOptions: options.nodeOptions }),
        ...(options.wrap && { wrap: options.wrap(directory) }),
        env: {
          LOG_LEVEL: 'info',
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          S3_ENDPOINT: s3.url,
          SQS_ENDPOINT: sqs.url,
          TRANSCODE_URL: api.url,
          WORKER_TOKEN: workerToken,
          WORKER_SLOTS: '1',
          WORKER_THREADS: '1',
          WORKER_FAST_THREADS: '1',
          WORKER_DIRECTORY: directory,
          MESSAGE_VISIBILITY_SECONDS: String(VISIBILITY_SECONDS),
          TOOLS_PATH: `${tools.path}:/usr/local/bin:/usr/bin:/bin`,
          ...places,
          ...options.env,
        },
      });
    },
    /** It still starts, or a task has a folder on its disk; `-root` is where tools are locked in. */
    busy: () => running() && (!isUp() || worker.temporary().some((path) => !path.endsWith('-root'))),
    /** Files and folders that it made on its disk. */
    temporary: (): string[] => {
      const seen = options.ownMount && running() ? `/proc/${process!.pid}/root${directory}` : directory;
      const names = existsSync(seen) ? readdirSync(seen) : [];
      return names.filter((name) => name !== 'alive').map((name) => join(seen, name));
    },
    /** Process number of the tool that makes pictures, once one runs. */
    encoder: () =>
      eventually(
        () => {
          const spawn = tools.spawns().findLast(({ makes }) => makes === 'picture');
          const pid = spawn && pidOf(spawn);
          return pid === undefined ? undefined : { ...spawn!, pid };
        },
        { timeoutMs: 60_000 },
      ),
    /** A task of it has written part of a picture's segments to its disk. */
    midEncode: () =>
      eventually(() => worker.temporary().some((task) => hasPart(task)), {
        timeoutMs: 30_000,
        intervalMs: 5,
      }),
    async kill(): Promise<void> {
      await process?.kill();
    },
    heal(): void {
      for (const proxy of [s3, api, sqs]) proxy.heal();
      tools.heal();
      if (!process) return;
      if (running()) process.signal('SIGCONT');
      else worker.start();
    },
    /** SIGTERM; its exit code, or null when it had to be killed after `seconds`. */
    async stop(seconds = 10): Promise<number | null> {
      if (!process) return 0;
      process.signal('SIGTERM');
      const timer = setTimeout(() => void process?.kill(), seconds * 1000);
      const { code } = await process.exited;
      clearTimeout(timer);
      return code;
    },
    async close(): Promise<void> {
      await worker.kill();
      tools.close();
      await Promise.all([s3, api, sqs].map((proxy) => proxy.close()));
    },
  };
  return worker;
}

/** Whether a task's folder has a rendition that has begun. */
function hasPart(task: string): boolean {
  try {
    return readdirSync(task, { recursive: true }).some((name) => /init\.mp4$|\.m4s$/.test(String(name)));
  } catch {
    return false;
  }
}
