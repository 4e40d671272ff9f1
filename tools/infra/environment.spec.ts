import { readConfig } from '@matinee/service-kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { authConfig } from '../../apps/auth-service/src/config.ts';
import { CatalogConfig } from '../../apps/catalog-service/src/config.ts';
import { DatabaseTasksConfig } from '../../apps/database-tasks/src/config.ts';
import { Config as TranscodeConfig } from '../../apps/transcode-service/src/config.ts';
import { WorkerConfig } from '../../apps/transcode-service/src/worker/config.ts';
import { uploadConfig } from '../../apps/upload-service/src/config.ts';
import { webConfig } from '../../apps/web/src/config.ts';
import { auth } from '../../infra/src/services/auth.ts';
import { catalog } from '../../infra/src/services/catalog.ts';
import { database } from '../../infra/src/services/database.ts';
import type { Facts } from '../../infra/src/services/facts.ts';
import type { Part } from '../../infra/src/services/part.ts';
import { transcode } from '../../infra/src/services/transcode.ts';
import { upload } from '../../infra/src/services/upload.ts';
import { web } from '../../infra/src/services/web.ts';
import { worker } from '../../infra/src/services/worker.ts';

const secret = (name: string) =>
  `arn:aws:secretsmanager:us-east-1:123456789012:secret:matinee/${name}-a1B2c3`;
const queue = (name: string) => ({
  url: `https://sqs.us-east-1.amazonaws.com/123456789012/matinee-${name}`,
  arn: `arn:aws:sqs:us-east-1:123456789012:matinee-${name}`,
  deadLetterArn: `arn:aws:sqs:us-east-1:123456789012:matinee-${name}-dlq`,
});
const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:matinee-${name}`;
const bucket = (name: string) => ({
  name,
  arn: `arn:aws:s3:::${name}`,
  origin: `https://${name}.s3.us-east-1.amazonaws.com`,
});
const facts: Facts = {
  account: '123456789012',
  region: 'us-east-1',
  publicOrigin: 'https://video.example.com',
  internalOrigin: 'http://internal-matinee.us-east-1.elb.amazonaws.com:8000',
  cluster: { name: 'matinee', arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/matinee' },
  database: { address: 'matinee.abc.us-east-1.rds.amazonaws.com', port: '3307' },
  secrets: {
    master: secret('rds'),
    databaseCatalog: secret('database/catalog'),
    databaseTranscode: secret('database/transcode'),
    uploadToken: secret('upload-token'),
    workerToken: secret('worker-token'),
    mediaKeys: secret('media-keys'),
  },
  buckets: { originals: bucket('matinee-originals-1'), media: bucket('matinee-media-1') },
  queues: {
    transcodeIntake: queue('transcode-intake'),
    transcodeFast: queue('transcode-fast'),
    transcodeBulk: queue('transcode-bulk'),
    catalogVideoEvents: queue('catalog-video-events'),
  },
  topics: {
    uploads: topic('uploads'),
    videoEvents: topic('video-events'),
    catalogEvents: topic('catalog-events'),
  },
  userPool: { id: 'us-east-1_Abc123DEF', clientId: '1h57kf5cpq17m0eml12EXAMPLE' },
  mediaSigning: { key: 'first', keyPairId: 'K2JCJMDEHXQW5F' },
  workersMost: 20,
};

/** What ECS puts into the container, with values as `secrets:fill` makes them; nothing was replaced yet. */
function environmentOf(part: Part): Record<string, string> {
  const values = { current: 'x'.repeat(43), previous: '', first: '-----BEGIN PRIVATE KEY-----' };
  const secrets = Object.entries(part.secrets(facts)).map(([name, { jsonKey }]) => [
    name,
    values[jsonKey as keyof typeof values],
  ]);
  return { ...part.environment(facts), PORT: '4000', ...Object.fromEntries(secrets) };
}

/** For the image's entry points, not for the schema. */
const beside: Record<string, string[]> = { worker: ['NODE_ENV', 'PORT'], database: ['NODE_ENV', 'PORT'] };

const parts: [Part, z.ZodObject][] = [
  [auth, authConfig],
  [catalog, CatalogConfig],
  [upload, uploadConfig],
  [transcode, TranscodeConfig],
  [worker, WorkerConfig],
  [database, DatabaseTasksConfig],
];

describe.each(parts.map(([part, schema]) => ({ name: part.name, part, schema })))(
  '$name',
  ({ name, part, schema }) => {
    const environment = environmentOf(part);

    it('finds everything it needs in its task definition', () => {
      expect(() => readConfig(schema, environment)).not.toThrow();
    });

    it('is told nothing it does not read', () => {
      const read = new Set([...Object.keys(schema.shape), ...(beside[name] ?? [])]);
      expect(Object.keys(environment).filter((variable) => !read.has(variable))).toEqual([]);
    });

    it('is never sent to a local cloud, and shows no development pages', () => {
      expect(Object.keys(environment).filter((variable) => /_ENDPOINT$|^DOCS$/.test(variable))).toEqual([]);
      if ('NODE_ENV' in environment) expect(environment['NODE_ENV']).toBe('production');
    });

    it('gets nothing from a secret that is plain text elsewhere', () => {
      const injected = Object.keys(part.secrets(facts));
      expect(injected.filter((variable) => variable in part.environment(facts))).toEqual([]);
    });
  },
);

describe('web', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('asks the API inside the network, and lets browsers reach the buckets', () => {
    for (const [name, value] of Object.entries(environmentOf(web))) vi.stubEnv(name, value);
    expect(webConfig()).toEqual({
      apiOrigin: facts.internalOrigin,
      publicOrigin: 'https://video.example.com',
      trustedProxyHops: 2,
      uploadOrigins: ['https://matinee-originals-1.s3.us-east-1.amazonaws.com'],
      mediaOrigins: ['https://matinee-media-1.s3.us-east-1.amazonaws.com'],
      development: false,
    });
  });
});
