import { readConfig, serviceConfig } from '@matinee/service-kit';
import { databaseConfig, oneDatabase } from '@matinee/service-kit/database';
import { z } from 'zod';

const local = (service: string) =>
  z.url().optional().describe(`Only for the local cloud: where ${service} is found.`);

export const CatalogConfig = z
  .object({
    ...serviceConfig,
    ...databaseConfig,
    S3_ENDPOINT: local('S3'),
    SQS_ENDPOINT: local('SQS'),
    SNS_ENDPOINT: local('SNS'),
    MEDIA_BUCKET: z.string().min(3).describe('Bucket of everything that is played.'),
    CATALOG_VIDEO_EVENTS_QUEUE_URL: z
      .url()
      .describe('Queue that brings what transcode-service says of a video.'),
    CATALOG_EVENTS_TOPIC_ARN: z
      .string()
      .startsWith('arn:')
      .describe('Topic for what the catalogue says of a video.'),
    UPLOAD_TOKEN_SECRET: z
      .string()
      .min(32)
      .describe('Secret shared with upload-service, which signs upload tokens with it.'),
    UPLOAD_TOKEN_SECRET_PREVIOUS: z
      .string()
      .min(32)
      .optional()
      .describe('The secret before, while upload tokens signed with it are around (a week); it never signs.'),
    MEDIA_KEY_PAIR_ID: z.string().min(1).describe('CloudFront’s id of the public key for /media.'),
    MEDIA_PRIVATE_KEY: z
      .string()
      .includes('PRIVATE KEY')
      .describe('Private key (PEM) that signs cookies and URLs for /media.'),
    AUTH_URL: z.url().describe('Where auth-service answers, such as http://auth.matinee.internal:4000.'),
  })
  .superRefine(oneDatabase);
export type CatalogConfig = z.infer<typeof CatalogConfig>;

/** @throws ConfigError with a sentence per variable. */
export const readCatalogConfig = (): CatalogConfig => readConfig(CatalogConfig, process.env);
