import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startLocalCloud } from '../cloud.ts';
import type { CognitoTarget } from './cognito.ts';
import type { AwsConformance, ConformanceConfig } from './config.ts';
import { newestCode } from './inbox.ts';
import type { QueuesTarget } from './queues.ts';
import type { S3Target } from './s3.ts';
import type { SesTarget } from './ses.ts';

export type Targets = {
  s3: S3Target;
  queues: QueuesTarget;
  ses?: SesTarget;
  cognito?: CognitoTarget;
  close(): Promise<void>;
};

/** Opens what the suites are held against: a local cloud of their own, or parts of an AWS account. */
export const openTargets = (config: ConformanceConfig): Promise<Targets> =>
  config.kind === 'aws' ? openAws(config) : openLocal();

async function openLocal(): Promise<Targets> {
  const dir = mkdtempSync(join(tmpdir(), 'matinee-conformance-'));
  const { region, credentials, endpoints, resources, stop } = await startLocalCloud({ dir });
  const s3 = new S3Client({
    ...{ region, credentials, endpoint: endpoints.s3, forcePathStyle: true, maxAttempts: 1 },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const sqs = new SQSClient({ region, credentials, endpoint: endpoints.sqs, maxAttempts: 1 });
  const sns = new SNSClient({ region, credentials, endpoint: endpoints.sns, maxAttempts: 1 });
  return {
    s3: { client: s3, bucket: resources.buckets.media, endpointKind: 'local' },
    queues: { sqs, sns },
    ses: {
      region,
      credentials,
      endpoint: endpoints.ses,
      from: address(resources.mailFrom),
      to: 'someone@example.com',
    },
    cognito: {
      ...{ region, endpoint: endpoints.cognito },
      userPoolId: resources.userPoolId,
      clientId: resources.userPoolClientId,
      newAddress: () => `${randomUUID()}@example.com`,
      readCode: async (to) => {
        const url = `${endpoints.edge}/__local/mail?to=${encodeURIComponent(to)}`;
        const answer = await fetch(url, { headers: { accept: 'application/json' } });
        const { items } = (await answer.json()) as { items: { text: string }[] };
        return codeIn(items[0]?.text ?? '');
      },
    },
    close: async () => {
      for (const client of [s3, sqs, sns]) client.destroy();
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Credentials come from the environment, as for every AWS program. */
async function openAws({ region, bucket, sesFrom, cognito }: AwsConformance): Promise<Targets> {
  const s3 = new S3Client({ region, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const sqs = new SQSClient({ region });
  const sns = new SNSClient({ region });
  return {
    s3: { client: s3, bucket, endpointKind: 'aws' },
    queues: { sqs, sns },
    ses: sesFrom ? { region, from: sesFrom, to: 'success@simulator.amazonses.com' } : undefined,
    cognito: cognito && {
      ...{ region, userPoolId: cognito.userPoolId, clientId: cognito.clientId },
      newAddress: () => `${randomUUID()}@${cognito.inboxDomain}`,
      readCode: (to) => newestCode({ s3, bucket: cognito.inboxBucket, to }),
    },
    close: async () => {
      for (const client of [s3, sqs, sns]) client.destroy();
    },
  };
}

const codeIn = (text: string): string => /\b\d{6}\b/.exec(text)?.[0] ?? 'none';
const address = (from: string): string => /<(.+)>/.exec(from)?.[1] ?? from;
