import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { S3Notification } from './events.ts';
import { createS3 } from './server.ts';
import { BUCKET, type TestServer, clientOf, countBlobs, startTestServer } from './test-server.ts';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:matinee-uploads';
const MIB = 2 ** 20;
const at = (Key: string) => ({ Bucket: BUCKET, Key });

let dir: string;
const cleanups: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'matinee-s3-'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await rm(dir, { recursive: true, force: true });
});

const start = async (options: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> => {
  const server = await startTestServer({ dir, ...options });
  cleanups.push(() => server.s3.close());
  return server;
};

/** The server in a process of its own that can be killed. */
async function startProcess(): Promise<{ url: string; kill: () => Promise<void> }> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'durability-server.ts'), [dir, BUCKET], {
    execArgv: [],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  cleanups.push(kill);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`server ended with ${code}`)));
  });
  return { url, kill };
}

/** Sends the first bytes of a longer PUT and leaves it hanging; returns how to hang up. */
async function hangingPut(url: string, totalBytes: number, sentBytes: number): Promise<() => void> {
  const outgoing = request(url, { method: 'PUT', headers: { 'content-length': totalBytes } });
  outgoing.on('error', () => undefined);
  await new Promise<void>((resolve) => outgoing.write(Buffer.alloc(sentBytes, 1), () => resolve()));
  return () => outgoing.destroy();
}

test('everything answered survives kill -9, and nothing unfinished is left behind', async () => {
  const { url, kill } = await startProcess();
  const client = clientOf(url);
  const part = Buffer.alloc(5 * MIB, 'p');
  await client.send(new PutObjectCommand({ ...at('old'), Body: 'old version', ContentType: 'video/mp4' }));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at('parts')));
  const sent = await client.send(
    new UploadPartCommand({ ...at('parts'), UploadId, PartNumber: 1, Body: part }),
  );
  await hangingPut(await getSignedUrl(client, new PutObjectCommand(at('old'))), 8 * MIB, 4 * MIB);
  await vi.waitFor(async () => expect(await countBlobs(dir)).toBe(3));
  await kill();

  const server = await start();
  expect(await server.blobs()).toBe(2);
  const old = await server.client.send(new GetObjectCommand(at('old')));
  expect([old.ContentType, await old.Body?.transformToString()]).toEqual(['video/mp4', 'old version']);
  const { Parts } = await server.client.send(new ListPartsCommand({ ...at('parts'), UploadId }));
  expect(Parts).toMatchObject([{ PartNumber: 1, ETag: sent.ETag, Size: part.length }]);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: sent.ETag }] };
  await server.client.send(new CompleteMultipartUploadCommand({ ...at('parts'), UploadId, MultipartUpload }));
  expect(await server.client.send(new HeadObjectCommand(at('parts')))).toMatchObject({
    ContentLength: part.length,
  });
});

test('an event whose delivery was cut by kill -9 is delivered after the restart', async () => {
  // In its own process the server never finishes a delivery.
  const { url, kill } = await startProcess();
  const client = clientOf(url);
  await client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: {
        TopicConfigurations: [{ TopicArn: TOPIC, Events: ['s3:ObjectCreated:*'] }],
      },
    }),
  );
  await client.send(new PutObjectCommand({ ...at('v/source'), Body: 'x' }));
  await kill();
  const events: S3Notification[] = [];
  await start({ onEvent: (_, event) => void events.push(event) });
  await vi.waitFor(() => expect(events).toHaveLength(2));
  expect(events[1]).toMatchObject({ Records: [{ s3: { object: { key: 'v/source' } } }] });
});

test('a client that hangs up in the middle of a PUT leaves the old object and no file', async () => {
  const server = await start();
  await server.client.send(new PutObjectCommand({ ...at('video'), Body: 'old version' }));
  const url = await getSignedUrl(server.client, new PutObjectCommand(at('video')));
  const hangUp = await hangingPut(url, 8 * MIB, 3 * MIB);
  await vi.waitFor(async () => expect(await server.blobs()).toBe(2));
  hangUp();
  await vi.waitFor(async () => expect(await server.blobs()).toBe(1));
  const { Body } = await server.client.send(new GetObjectCommand(at('video')));
  expect(await Body?.transformToString()).toBe('old version');
});

test('a GET under way outlives an overwrite and a delete of its object', async () => {
  const server = await start();
  const body = Buffer.alloc(40 * MIB, 'abcdefgh');
  await server.client.send(new PutObjectCommand({ ...at('video'), Body: body }));
  const response = await fetch(await getSignedUrl(server.client, new GetObjectCommand(at('video'))));
  await server.client.send(new PutObjectCommand({ ...at('video'), Body: 'new' }));
  await server.client.send(new DeleteObjectCommand(at('video')));
  const read = Buffer.from(await response.arrayBuffer());
  expect(createHash('md5').update(read).digest('hex')).toBe(createHash('md5').update(body).digest('hex'));
  await vi.waitFor(async () => expect(await server.blobs()).toBe(0));
});

test('overwriting and re-uploading parts leaves one file per living body', async () => {
  const server = await start();
  const { client } = server;
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => client.send(new PutObjectCommand({ ...at('k'), Body: `${i}` }))),
  );
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at('k')));
  const upload = (PartNumber: number) =>
    client.send(new UploadPartCommand({ ...at('k'), UploadId, PartNumber, Body: `part ${PartNumber}` }));
  await Promise.all([upload(1), upload(1), upload(2)]);
  await vi.waitFor(async () => expect(await server.blobs()).toBe(3));
  const { ETag } = await upload(1);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ ...at('k'), UploadId, MultipartUpload }));
  await vi.waitFor(async () => expect(await server.blobs()).toBe(1));
});

test('stray files are swept at boot and known ones are kept', async () => {
  const first = await start();
  await first.client.send(new PutObjectCommand({ ...at('kept'), Body: 'kept' }));
  await first.s3.close();
  const [folder = ''] = await readdir(join(dir, 'blobs'));
  await writeFile(join(dir, 'blobs', folder, 'stray'), 'stray');
  const second = await start();
  expect(await second.blobs()).toBe(1);
  const { Body } = await second.client.send(new GetObjectCommand(at('kept')));
  expect(await Body?.transformToString()).toBe('kept');
});

test('a second server is kept away from the same directory', async () => {
  await start();
  expect(() => createS3({ dir, credentials: {} })).toThrow(/locked/);
});
