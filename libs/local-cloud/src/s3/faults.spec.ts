import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { BUCKET, type TestServer, startTestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterEach(() => server.s3.faults.clear());
afterAll(() => server.remove());

const at = { Bucket: BUCKET, Key: 'video' };
const put = () => server.client.send(new PutObjectCommand({ ...at, Body: 'x' }));
const get = () => server.client.send(new GetObjectCommand(at));
const failure = (name: string, status: number) => ({ name, $metadata: { httpStatusCode: status } });

test('the next calls of one operation fail and store nothing, then all is well', async () => {
  server.s3.faults.failNext('PutObject', 2, 503);
  await expect(put()).rejects.toMatchObject(failure('SlowDown', 503));
  await expect(get()).rejects.toMatchObject(failure('NoSuchKey', 404));
  await expect(put()).rejects.toMatchObject(failure('SlowDown', 503));
  await put();
  await get();
});

test('any operation can be made to fail', async () => {
  server.s3.faults.failNext('*', 1, 500);
  await expect(get()).rejects.toMatchObject(failure('InternalError', 500));
  await put();
});

test('a completion can fail behind a success line, and the SDK notices', async () => {
  const { client, s3 } = server;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
  const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'x' }));
  const complete = new CompleteMultipartUploadCommand({
    ...at,
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
  });
  s3.faults.failNext('CompleteMultipartUpload', 1, 200);
  await expect(client.send(complete)).rejects.toMatchObject({ name: 'InternalError' });
  await client.send(complete);
});
