import { ConfigError, readConfig } from '@matinee/service-kit';
import { z } from 'zod';

const local = (service: string) =>
  z.url().optional().describe(`Only for the local cloud: where ${service} is found.`);

export const DatabaseTasksConfig = z.object({
  AWS_REGION: z.string().min(1).default('us-east-1').describe('AWS region of every resource.'),
  DATABASE_HOST: z.string().min(1).max(255).describe('Host of the database server.'),
  DATABASE_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(3306)
    .describe('Port of the database server.'),
  DATABASE_TLS: z
    .enum(['rds', 'off'])
    .default('rds')
    .describe(
      '`rds` demands TLS with a certificate of Amazon RDS, also of the services; `off` is for the local cloud.',
    ),
  MASTER_SECRET_ID: z
    .string()
    .min(1)
    .describe('Secret of the database’s master user, {"username","password"}; RDS keeps it.'),
  CATALOG_SECRET_ID: z.string().min(1).describe('Secret that gets the user of catalog-service.'),
  TRANSCODE_SECRET_ID: z.string().min(1).describe('Secret that gets the user of transcode-service.'),
  ORIGINALS_BUCKET: z.string().min(3).describe('Bucket of the uploaded files; `verify` reads its list.'),
  MEDIA_BUCKET: z.string().min(3).describe('Bucket of what players read; `verify` reads its list.'),
  MIGRATIONS_DIR: z
    .string()
    .min(1)
    .default('migrations')
    .describe('Folder with `catalog/<name>/migration.sql` and `transcode/<name>/migration.sql`.'),
  WAIT_MINUTES: z.coerce
    .number()
    .min(0)
    .max(60)
    .default(10)
    .describe('Minutes that a command waits for a database that does not answer yet.'),
  ROTATE_AFTER_MINUTES: z.coerce
    .number()
    .min(0)
    .max(1440)
    .default(30)
    .describe(
      'Minutes that a user stays at least: a repeated `rotate` changes nothing before the services have seen the new one.',
    ),
  SECRETS_ENDPOINT: local('Secrets Manager'),
  S3_ENDPOINT: local('S3'),
});
export type DatabaseTasksConfig = z.infer<typeof DatabaseTasksConfig>;

/** @throws ConfigError with a sentence per variable */
export const loadConfig = (env: Record<string, string | undefined> = process.env): DatabaseTasksConfig =>
  readConfig(DatabaseTasksConfig, env);
export { ConfigError };
