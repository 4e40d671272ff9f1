import { readConfig, serviceConfig } from '@matinee/service-kit';
import { z } from 'zod';

const count = z.coerce.number().int().min(1);

export const uploadConfig = z.object({
  ...serviceConfig,
  ORIGINALS_BUCKET: z.string().min(3).describe('Bucket that browsers upload video files to.'),
  S3_ENDPOINT: z
    .url()
    .optional()
    .describe('Only for the local cloud: where S3 is found, for the service and for browsers.'),
  UPLOAD_TOKEN_SECRET: z
    .string()
    .min(32, 'it needs at least 32 characters')
    .describe('Secret that upload tokens are signed with; the same as in catalog-service.'),
  UPLOAD_TOKEN_SECRET_PREVIOUS: z
    .string()
    .min(32, 'it needs at least 32 characters')
    .optional()
    .describe('The secret before, while upload tokens signed with it are around (a week); it never signs.'),
  RATE_WINDOW_SECONDS: count.max(86_400).default(600).describe('Seconds over which requests are counted.'),
  UPLOADS_PER_PERSON: count.default(120).describe('Uploads that one person may start in the window.'),
  CALLS_PER_PERSON: count
    .default(6000)
    .describe('Calls about running uploads that one person may make in the window.'),
});
export type UploadConfig = z.infer<typeof uploadConfig>;

/** @throws ConfigError with a sentence per variable */
export const loadConfig = (env: Record<string, string | undefined> = process.env): UploadConfig =>
  readConfig(uploadConfig, env);
