import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, CREDENTIALS, type TestServer, clientOf, startTestServer } from '../test-server.ts';
import { presignGet } from './presign.ts';

let clock = Math.floor(Date.now() / 1000) * 1000; // signatures have whole seconds
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ now: () => clock });
});
afterAll(() => server.remove());

const presign = (key: string, expiresInSeconds = 60, credentials = CREDENTIALS): string =>
  presignGet({
    endpoint: server.url,
    bucket: BUCKET,
    key,
    credentials,
    region: 'us-east-1',
    expiresInSeconds,
    now: () => clock,
  });

test('a presigned GET opens any key, also with a range', async () => {
  const signingDate = new Date(clock);
  const key = "a b/ü+(1)!*'/~.mp4";
  const url = await getSignedUrl(clientOf(server.url), new GetObjectCommand({ Bucket: BUCKET, Key: key }), {
    expiresIn: 60,
    signingDate,
  });
  const ours = new URL(presign(key));
  expect(ours.pathname).toBe(new URL(url).pathname);
  const put = await getSignedUrl(clientOf(server.url), new PutObjectCommand({ Bucket: BUCKET, Key: key }), {
    expiresIn: 60,
    signingDate,
  });
  expect((await fetch(put, { method: 'PUT', body: 'bytes' })).status).toBe(200);
  expect(await (await fetch(ours)).text()).toBe('bytes');
  const ranged = await fetch(ours, { headers: { range: 'bytes=1-2' } });
  expect([ranged.status, await ranged.text()]).toEqual([206, 'yt']);
});

test('the URL dies at its second and not before', async () => {
  const url = presign('late', 60);
  clock += 59_999;
  expect((await fetch(url)).status).toBe(404);
  clock += 1;
  const response = await fetch(url);
  expect([response.status, await response.text()]).toEqual([
    403,
    expect.stringContaining('Request has expired'),
  ]);
});

test('a URL from the future is not valid yet', async () => {
  const url = presign('early');
  clock -= 16 * 60_000;
  const response = await fetch(url);
  expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('not valid yet')]);
});

test('the wrong secret is refused', async () => {
  const response = await fetch(presign('x', 60, { accessKeyId: 'local', secretAccessKey: 'guess' }));
  expect([response.status, await response.text()]).toEqual([
    403,
    expect.stringContaining('SignatureDoesNotMatch'),
  ]);
});

test.each([0, 604_801, 1.5])('a lifetime of %d seconds is a programming error', (seconds) => {
  expect(() => presign('x', seconds)).toThrow(RangeError);
});
