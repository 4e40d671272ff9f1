import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dueBefore } from './lifecycle.ts';
import { BUCKET, type TestServer, setClientClock, startTestServer } from './test-server.ts';

const DAY = 86_400_000;
/** Two hours before midnight UTC of the present day. */
const evening = Math.floor(Date.now() / DAY) * DAY + 22 * 3_600_000;
let clock = evening;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ now: () => clock });
});
afterAll(() => server.remove());

test('a sweep aborts old uploads and expires old objects, by prefix and whole days', async () => {
  const { client, s3 } = server;
  await client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: BUCKET,
      LifecycleConfiguration: {
        Rules: [
          {
            ID: 'uploads',
            Status: 'Enabled',
            Filter: {},
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
          { ID: 'temporary', Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 2 } },
          { ID: 'off', Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
        ],
      },
    }),
  );
  const at = { Bucket: BUCKET, Key: 'v/source' };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
  await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'part' }));
  for (const Key of ['tmp/a', 'keep/a'])
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
  const state = async () => {
    setClientClock(client, () => clock);
    s3.sweepLifecycle();
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    return { uploads: Uploads?.length ?? 0, keys: (Contents ?? []).map(({ Key }) => Key) };
  };
  expect(await state()).toEqual({ uploads: 1, keys: ['keep/a', 'tmp/a'] });
  clock = evening + DAY;
  expect(await state()).toEqual({ uploads: 1, keys: ['keep/a', 'tmp/a'] });
  clock = evening + DAY + 2 * 3_600_000;
  expect(await state()).toEqual({ uploads: 0, keys: ['keep/a', 'tmp/a'] });
  clock += DAY;
  expect(await state()).toEqual({ uploads: 0, keys: ['keep/a'] });
  await vi.waitFor(async () => expect(await server.blobs()).toBe(1));
});

test('days are counted to the next midnight UTC', () => {
  const created = Date.UTC(2026, 10, 1, 10);
  expect(dueBefore(Date.UTC(2026, 10, 4) - 1, 2) >= created).toBe(false);
  expect(dueBefore(Date.UTC(2026, 10, 4), 2) >= created).toBe(true);
});

test('a rule this server would ignore is refused', async () => {
  const call = server.client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: BUCKET,
      LifecycleConfiguration: {
        Rules: [{ Status: 'Enabled', Filter: {}, Transitions: [{ Days: 30, StorageClass: 'GLACIER' }] }],
      },
    }),
  );
  await expect(call).rejects.toMatchObject({ name: 'NotImplemented' });
});
