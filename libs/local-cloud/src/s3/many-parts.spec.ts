import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BUCKET, type TestServer, startTestServer } from './test-server.ts';

const PART_BYTES = 5 * 2 ** 20;
const PARTS = 12;
const at = { Bucket: BUCKET, Key: 'film' };
const warnings: Error[] = [];
const collect = (warning: Error): void => void warnings.push(warning);
let server: TestServer;

beforeAll(async () => {
  process.on('warning', collect);
  server = await startTestServer();
  const { client } = server;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
  const Parts = [];
  for (let PartNumber = 1; PartNumber <= PARTS; PartNumber += 1) {
    const Body = Buffer.alloc(PART_BYTES, PartNumber);
    const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
});
afterAll(async () => {
  process.off('warning', collect);
  await server.remove();
});

const presigned = (): Promise<string> => getSignedUrl(server.client, new GetObjectCommand(at));

test('an object of many parts is read in one piece, without leaking listeners', async () => {
  const bytes = Buffer.from(await (await fetch(await presigned())).arrayBuffer());
  expect(bytes).toHaveLength(PARTS * PART_BYTES);
  for (let i = 0; i < PARTS; i += 1) {
    expect([bytes[i * PART_BYTES], bytes[(i + 1) * PART_BYTES - 1]]).toEqual([i + 1, i + 1]);
  }
  expect(warnings).toEqual([]);
});

test('a reader that hangs up lets go of the blobs', async () => {
  const response = await fetch(await presigned());
  await server.client.send(new DeleteObjectCommand(at));
  expect(await server.blobs()).toBe(PARTS);
  await response.body?.cancel();
  await vi.waitFor(async () => expect(await server.blobs()).toBe(0), 10_000);
  expect(warnings).toEqual([]);
});

test('a stalled reader does not hold up closing', async () => {
  await server.client.send(new PutObjectCommand({ ...at, Body: Buffer.alloc(40 * 2 ** 20) }));
  const response = await fetch(await presigned());
  expect(response.status).toBe(200);
  await server.s3.close();
  await expect(response.arrayBuffer()).rejects.toThrow();
});
