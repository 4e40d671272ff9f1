import { request } from 'node:http';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BUCKET, type TestServer, startTestServer } from './test-server.ts';

const at = { Bucket: BUCKET, Key: 'video' };
let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.remove());

/** A PUT whose last byte is held back until `finish`, once the server has begun to store the body. */
async function heldPut(
  url: string,
  headers: Record<string, string> = {},
): Promise<() => Promise<number | undefined>> {
  const before = await server.blobs();
  const outgoing = request(url, { method: 'PUT', headers: { 'content-length': '8', ...headers } });
  const status = new Promise<number | undefined>((resolve, reject) => {
    outgoing.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)));
    outgoing.on('error', reject);
  });
  outgoing.write('1234567');
  await vi.waitFor(async () => expect(await server.blobs()).toBe(before + 1));
  return () => {
    outgoing.end('8');
    return status;
  };
}

const textOf = async () => (await server.client.send(new GetObjectCommand(at))).Body?.transformToString();

test('a create-only write loses against an object that appeared while its body was on the way', async () => {
  const url = await getSignedUrl(server.client, new PutObjectCommand(at));
  const finish = await heldPut(url, { 'if-none-match': '*' });
  await server.client.send(new PutObjectCommand({ ...at, Body: 'first' }));
  expect(await finish()).toBe(412);
  expect(await textOf()).toBe('first');
  await vi.waitFor(async () => expect(await server.blobs()).toBe(1));
});

test('of many create-only writes at once exactly one wins', async () => {
  const put = (i: number) =>
    server.client.send(new PutObjectCommand({ ...at, Body: `writer ${i}`, IfNoneMatch: '*' })).then(
      () => `writer ${i}`,
      () => undefined,
    );
  const winners = (await Promise.all(Array.from({ length: 16 }, (_, i) => put(i)))).filter(Boolean);
  expect(winners).toHaveLength(1);
  expect(await textOf()).toBe(winners[0]);
});

test('a part that arrives after the abort is refused and leaves nothing', async () => {
  const { UploadId } = await server.client.send(new CreateMultipartUploadCommand(at));
  const url = await getSignedUrl(server.client, new UploadPartCommand({ ...at, UploadId, PartNumber: 1 }));
  const finish = await heldPut(url);
  await server.client.send(new AbortMultipartUploadCommand({ ...at, UploadId }));
  expect(await finish()).toBe(404);
  await vi.waitFor(async () => expect(await server.blobs()).toBe(0));
});

test('two completions at once give one object and one answer', async () => {
  const { UploadId } = await server.client.send(new CreateMultipartUploadCommand(at));
  const part = new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'part' });
  const { ETag } = await server.client.send(part);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const complete = () =>
    server.client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload }));
  const answers = await Promise.all([complete(), complete(), complete()]);
  expect(new Set(answers.map((answer) => answer.ETag)).size).toBe(1);
  const { Contents } = await server.client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(Contents).toHaveLength(1);
});

test('a reader never sees a mixture of two versions', async () => {
  const versions = ['a', 'b'].map((letter) => letter.repeat(300_000));
  const put = (i: number) => server.client.send(new PutObjectCommand({ ...at, Body: versions[i % 2] }));
  await put(0);
  const writing = (async () => {
    for (let i = 1; i <= 30; i += 1) await put(i);
  })();
  const read = async () => {
    for (let i = 0; i < 15; i += 1) expect(versions).toContain(await textOf());
  };
  await Promise.all([writing, read(), read()]);
  await vi.waitFor(async () => expect(await server.blobs()).toBe(1));
});
