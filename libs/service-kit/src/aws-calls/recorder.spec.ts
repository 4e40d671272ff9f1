import { CognitoIdentityProviderClient, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { DeleteMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAwsClient } from '../aws.ts';
import { readCallLog } from './config.ts';
import type { RecordedCall } from './recorder.ts';

const ownerId = '0198c2de-6f5a-7d3e-9b1f-2f6f0d6f8a11';
const videoKey = 'abcdefghijklmnopqrstuvwx';
const Bucket = 'matinee-media';
let folder: string;
let server: Server;
let asked: IncomingHttpHeaders[];
let target: { region: string; endpoint: string };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-calls-'));
  vi.stubEnv('NODE_ENV', 'test');
  vi.stubEnv('AWS_CALL_LOG', join(folder, 'deep', 'catalog.jsonl'));
  asked = [];
  server = createServer((req, res) => {
    asked.push(req.headers);
    res.writeHead(req.method === 'HEAD' ? 404 : 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target = { region: 'us-east-1', endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const recorded = () =>
  readFileSync(join(folder, 'deep', 'catalog.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedCall);
const once = { credentials, maxAttempts: 1 };
const s3 = () => createAwsClient(S3Client, target, { ...once, forcePathStyle: true });

describe('written down are', () => {
  it('calls that fail as well, by the permission they take and with ids as templates', async () => {
    const client = s3();
    const Key = `${videoKey}/3-final/v720/00012.m4s`;
    await expect(client.send(new GetObjectCommand({ Bucket, Key }))).rejects.toThrow();
    expect(recorded()).toEqual([
      {
        service: 'catalog',
        call: 's3:GetObject',
        action: 's3:GetObject',
        resource: 'matinee-media/{videoKey}/{attempt}/v{height}/{index}.m4s',
      },
    ]);
  });

  it('presigned URLs, once per kind', async () => {
    const client = s3();
    for (const key of [videoKey, 'z'.repeat(24)])
      await getSignedUrl(
        client,
        new PutObjectCommand({ Bucket, Key: `${ownerId}/${key}/source`, IfNoneMatch: '*' }),
      );
    expect(recorded()).toMatchObject([
      {
        resource: 'matinee-media/{ownerId}/{videoKey}/source',
        context: { 's3:if-none-match': '*', 's3:authType': 'REST-QUERY-STRING' },
      },
    ]);
    expect(asked).toEqual([]);
  });

  it('the right to list, without which a missing object is a 403', async () => {
    await expect(s3().send(new HeadObjectCommand({ Bucket, Key: 'a/b' }))).rejects.toThrow();
    expect(recorded()).toMatchObject([
      { call: 's3:HeadObject', action: 's3:GetObject', resource: 'matinee-media/a/b' },
      { call: 's3:HeadObject', action: 's3:ListBucket', resource: 'matinee-media' },
    ]);
  });

  it('every object of a removal, and the prefix of a listing', async () => {
    const client = s3();
    const Objects = [
      { Key: `${videoKey}/1-a/poster.jpg` },
      { Key: `${videoKey}/1-a/video.mp4`, VersionId: '1' },
    ];
    await expect(client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))).rejects.toThrow();
    await expect(client.send(new ListObjectsV2Command({ Bucket, Prefix: `${videoKey}/` }))).rejects.toThrow();
    expect(recorded()).toMatchObject([
      { action: 's3:DeleteObject', resource: 'matinee-media/{videoKey}/{attempt}/poster.jpg' },
      { action: 's3:DeleteObjectVersion', resource: 'matinee-media/{videoKey}/{attempt}/video.mp4' },
      { action: 's3:ListBucket', resource: 'matinee-media', context: { 's3:prefix': '{videoKey}/' } },
    ]);
  });

  it('queues, topics, secrets and services by name', async () => {
    const send = [
      createAwsClient(SQSClient, target, once).send(
        new DeleteMessageBatchCommand({ QueueUrl: `${target.endpoint}/000000000000/fast`, Entries: [] }),
      ),
      createAwsClient(SNSClient, target, once).send(
        new PublishBatchCommand({
          TopicArn: 'arn:aws:sns:us-east-1:000000000000:events',
          PublishBatchRequestEntries: [],
        }),
      ),
      createAwsClient(SecretsManagerClient, target, once).send(
        new GetSecretValueCommand({
          SecretId: 'arn:aws:secretsmanager:us-east-1:1:secret:matinee/db-AbC123',
        }),
      ),
      createAwsClient(ECSClient, target, once).send(
        new UpdateServiceCommand({ cluster: 'matinee', service: 'matinee-worker', desiredCount: 1 }),
      ),
    ];
    await Promise.allSettled(send);
    expect(recorded().map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'sqs:DeleteMessage fast',
      'sns:Publish events',
      'secretsmanager:GetSecretValue matinee/db',
      'ecs:UpdateService matinee/matinee-worker',
    ]);
  });

  it('calls without a signature as such', async () => {
    const client = createAwsClient(CognitoIdentityProviderClient, target, once);
    const ClientId = 'c';
    await expect(
      client.send(new SignUpCommand({ ClientId, Username: 'u', Password: 'p' })),
    ).rejects.toThrow();
    expect(recorded()).toMatchObject([{ action: 'cognito-idp:SignUp', signed: false }]);
    expect(asked[0]).not.toHaveProperty('authorization');
  });
});

it('fails a call that the table does not know', async () => {
  await expect(s3().send(new ListBucketsCommand())).rejects.toThrow('s3:ListBuckets has no row');
});

describe('AWS_CALL_LOG', () => {
  it.each([undefined, 'production'])('is refused with NODE_ENV %s', (NODE_ENV) => {
    expect(() => readCallLog({ AWS_CALL_LOG: '/tmp/x.jsonl', NODE_ENV })).toThrow('never in production');
    vi.stubEnv('NODE_ENV', NODE_ENV);
    expect(() => createAwsClient(SQSClient, target)).toThrow('never in production');
  });

  it('is not needed', () => {
    vi.stubEnv('AWS_CALL_LOG', '');
    vi.stubEnv('NODE_ENV', 'production');
    expect(() => createAwsClient(SQSClient, target)).not.toThrow();
  });
});
