import { readConfig, serviceConfig } from '@matinee/service-kit';
import { availableParallelism, tmpdir } from 'node:os';
import { z } from 'zod';

const cores = availableParallelism();
const count = (defaultTo: number) => z.coerce.number().int().min(1).max(256).default(defaultTo);

export const WorkerConfig = z.object({
  LOG_LEVEL: serviceConfig.LOG_LEVEL,
  AWS_REGION: serviceConfig.AWS_REGION,
  S3_ENDPOINT: z.url().optional().describe('Only for the local cloud: where S3 is found.'),
  SQS_ENDPOINT: z.url().optional().describe('Only for the local cloud: where SQS is found.'),
  MEDIA_BUCKET: z.string().min(3).describe('Bucket of what players read.'),
  TRANSCODE_FAST_QUEUE_URL: z.url().describe('Queue of the tasks that decide how soon a video plays.'),
  TRANSCODE_BULK_QUEUE_URL: z.url().describe('Queue of all other tasks.'),
  TRANSCODE_URL: z.url().describe('Where the transcode server is, inside the network.'),
  WORKER_TOKEN: z.string().min(32).describe('Secret that workers show at the internal API.'),
  WORKER_SLOTS: count(cores).describe('Tasks in work at the same time; one per core unless told otherwise.'),
  WORKER_THREADS: count(1).describe(
    'Threads of every decoder and encoder of a task; two take 8 % more CPU while all slots are busy.',
  ),
  WORKER_ALONE_THREADS: count(Math.min(2, cores)).describe(
    'The same, of a task behind which no other waits: cores would stay idle.',
  ),
  WORKER_FAST_THREADS: count(cores).describe('Threads of tasks that somebody waits for.'),
  MESSAGE_VISIBILITY_SECONDS: z.coerce
    .number()
    .int()
    .min(3)
    .max(43_200)
    .default(30)
    .describe('Seconds a received message stays hidden; renewed at a third, so two beats may fail.'),
  WORKER_CACHE_MIB: count(64).describe('MiB of source files kept in memory, shared by all tasks.'),
  WORKER_DIRECTORY: z
    .string()
    .default(tmpdir())
    .describe('Where tasks keep their temporary files, and `alive`, the file that health checks look at.'),
  ECS_AGENT_URI: z.url().optional().describe('Set by ECS: where scale-in protection is asked for.'),
  TOOLS_PATH: z
    .string()
    .default('/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin')
    .describe('Where ffmpeg, ffprobe and the programs that confine them are looked for.'),
  SANDBOX: z
    .enum(['required', 'best-effort'])
    .default('required')
    .describe('`required` does not start without limits on tools; `best-effort` warns (macOS has none).'),
});
export type WorkerConfig = z.infer<typeof WorkerConfig>;

export const loadWorkerConfig = (): WorkerConfig => readConfig(WorkerConfig, process.env);
