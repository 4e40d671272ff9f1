import { readConfig, serviceConfig } from '@matinee/service-kit';
import { databaseConfig, oneDatabase } from '@matinee/service-kit/database';
import { z } from 'zod';
import { checkFleet, fleetVariables } from './fleet/settings.ts';

const seconds = (defaultTo: number) => z.coerce.number().min(0.1).max(86_400).default(defaultTo);

export const Config = z.object({
  ...serviceConfig,
  ...databaseConfig,
  S3_ENDPOINT: z.url().optional().describe('Only for the local cloud: where S3 is found.'),
  SQS_ENDPOINT: z.url().optional().describe('Only for the local cloud: where SQS is found.'),
  SNS_ENDPOINT: z.url().optional().describe('Only for the local cloud: where SNS is found.'),
  ORIGINALS_BUCKET: z.string().min(3).describe('Bucket of the uploaded files.'),
  MEDIA_BUCKET: z.string().min(3).describe('Bucket of what players read.'),
  TRANSCODE_INTAKE_QUEUE_URL: z.url().describe('Queue of uploaded files and deleted videos.'),
  TRANSCODE_FAST_QUEUE_URL: z.url().describe('Queue of the tasks that decide how soon a video plays.'),
  TRANSCODE_BULK_QUEUE_URL: z.url().describe('Queue of all other tasks.'),
  VIDEO_EVENTS_TOPIC_ARN: z.string().startsWith('arn:').describe('Topic that tells how processing goes.'),
  WORKER_TOKEN: z.string().min(32).describe('Secret that workers show at the internal API.'),
  WORKER_TOKEN_PREVIOUS: z
    .string()
    .min(32)
    .optional()
    .describe('The token before, while workers that were started with it are around.'),
  LEASE_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(600)
    .default(30)
    .describe('Seconds a worker may be silent before its task is given to another.'),
  SWEEP_SECONDS: seconds(5).describe('Seconds between two looks for tasks and jobs that got stuck.'),
  REMIND_SECONDS: seconds(60).describe('Seconds until a waiting task is announced again.'),
  RELAY_SECONDS: seconds(1).describe('Seconds between two looks for events left behind by a crash.'),
  AV1_PASS: z
    .enum(['off', 'on-request', 'always'])
    .default('on-request')
    .describe('When renditions in AV1 are added to a video that is ready.'),
  ...fleetVariables,
});
export type Config = z.infer<typeof Config>;

export const loadConfig = (): Config =>
  readConfig(Config.check(checkFleet).superRefine(oneDatabase), process.env);
