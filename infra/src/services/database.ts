import { allow, keyOfSecrets } from '../components/statement.ts';
import type { Part } from './part.ts';

/** One-off tasks: `migrate` before a deployment, `rotate` every 30 days, `verify` after a restore. */
export const databaseFamily = 'matinee-database';

export const database: Part = {
  name: 'database',
  image: 'database',
  command: ['main.js', 'verify'],
  environment: (facts) => ({
    NODE_ENV: 'production',
    AWS_REGION: facts.region,
    MASTER_SECRET_ID: facts.secrets.master,
    CATALOG_SECRET_ID: facts.secrets.databaseCatalog,
    TRANSCODE_SECRET_ID: facts.secrets.databaseTranscode,
    DATABASE_HOST: facts.database.address,
    DATABASE_PORT: facts.database.port,
    DATABASE_TLS: 'rds',
    ORIGINALS_BUCKET: facts.buckets.originals.name,
    MEDIA_BUCKET: facts.buckets.media.name,
  }),
  secrets: () => ({}),
  statements: (facts) => {
    const { master, databaseCatalog, databaseTranscode } = facts.secrets;
    const { originals, media } = facts.buckets;
    return [
      allow('DatabaseReadMaster', ['secretsmanager:GetSecretValue'], [master]),
      allow(
        'DatabaseReplaceUsers',
        ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
        [databaseCatalog, databaseTranscode],
      ),
      ...keyOfSecrets('DatabaseKeyOfSecrets', ['kms:Decrypt', 'kms:GenerateDataKey'], facts),
      // To compare rows with the names of what is stored; GetObject is for HEAD of a video's master playlist.
      allow('DatabaseListObjects', ['s3:ListBucket'], [originals.arn, media.arn]),
      allow('DatabaseHeadPlaylists', ['s3:GetObject'], [`${media.arn}/*/master.m3u8`]),
    ];
  },
};
