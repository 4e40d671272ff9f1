import { request } from 'node:http';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, CREDENTIALS, type TestServer, clientOf, startTestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const at = (Key: string) => ({ Bucket: BUCKET, Key });
const presignPut = (Key: string): Promise<string> =>
  getSignedUrl(server.client, new PutObjectCommand(at(Key)), { expiresIn: 60 });
const textOf = async (Key: string) =>
  (await server.client.send(new GetObjectCommand(at(Key)))).Body?.transformToString();
const outcome = async (response: Response) => ({
  status: response.status,
  code: /<Code>(\w+)</.exec(await response.text())?.[1],
});

type RawAnswer = { status: number | undefined; continued: boolean };
/** Announces a body with `Expect: 100-continue` and sends it only when told to. */
const announce = (url: string, headers: Record<string, string>, body = 'x'): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    let continued = false;
    const outgoing = request(url, { method: 'PUT', headers: { expect: '100-continue', ...headers } });
    outgoing.on('continue', () => {
      continued = true;
      outgoing.end(body);
    });
    outgoing.on('response', (response) => {
      response.resume().on('end', () => {
        resolve({ status: response.statusCode, continued });
        outgoing.destroy();
      });
    });
    outgoing.on('error', reject);
    outgoing.flushHeaders();
  });

test('100 Continue is sent only after the checks passed', async () => {
  const url = await presignPut('expected');
  expect(await announce(url, { 'content-length': '1' })).toEqual({ status: 200, continued: true });
  const tampered = url.replace('expected', 'swapped');
  expect(await announce(tampered, { 'content-length': '1' })).toEqual({ status: 403, continued: false });
  const tooLarge = { 'content-length': String(5 * 2 ** 30 + 1) };
  expect(await announce(url, tooLarge)).toEqual({ status: 400, continued: false });
  const createOnly = { 'content-length': '1', 'if-none-match': '*' };
  expect(await announce(url, createOnly)).toEqual({ status: 412, continued: false });
});

test('a refused upload gets its answer although the body is still on its way', async () => {
  const url = (await presignPut('big')).replace('/big?', '/other?');
  const response = await fetch(url, { method: 'PUT', body: new Uint8Array(20 * 2 ** 20) });
  expect(await outcome(response)).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
});

test('a URL presigned with the checksum of an empty body is refused', async () => {
  const client = clientOf(server.url);
  client.config.requestChecksumCalculation = async () => 'WHEN_SUPPORTED';
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...at('sum'), ChecksumAlgorithm: 'CRC32' }),
  );
  const urls = await Promise.all([
    getSignedUrl(client, new PutObjectCommand(at('sum'))),
    getSignedUrl(client, new UploadPartCommand({ ...at('sum'), UploadId, PartNumber: 1 })),
  ]);
  for (const url of urls) {
    expect(url).toContain('x-amz-checksum-crc32=AAAAAA%3D%3D');
    const response = await fetch(url, { method: 'PUT', body: 'hello' });
    expect(await outcome(response)).toEqual({ status: 400, code: 'InvalidRequest' });
  }
});

test('a body of unknown length is refused', async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('hello'));
      controller.close();
    },
  });
  const init: RequestInit & { duplex: 'half' } = { method: 'PUT', body, duplex: 'half' };
  expect(await outcome(await fetch(await presignPut('endless'), init))).toEqual({
    status: 411,
    code: 'MissingContentLength',
  });
});

test('keys never become paths', async () => {
  const before = await server.blobs();
  const keys = ['../../../pwned', '..', '/', '//a', 'a/../b', '%2e%2e', 'a\\..\\b', 'new\nline', 'nul\0byte'];
  for (const key of keys) {
    await server.client.send(new PutObjectCommand({ ...at(key), Body: key }));
    expect(await textOf(key)).toBe(key);
  }
  expect(await server.blobs()).toBe(before + keys.length);
});

test('what is not implemented is refused and never taken for something else', async () => {
  await server.client.send(new PutObjectCommand({ ...at('tagged'), Body: 'bytes' }));
  const TagSet = [{ Key: 'a', Value: 'b' }];
  const tagging = server.client.send(new PutObjectTaggingCommand({ ...at('tagged'), Tagging: { TagSet } }));
  await expect(tagging).rejects.toMatchObject({ name: 'NotImplemented' });
  const copy = server.client.send(new CopyObjectCommand({ ...at('tagged'), CopySource: `${BUCKET}/tagged` }));
  await expect(copy).rejects.toMatchObject({ name: 'NotImplemented' });
  const acl = server.client.send(new PutObjectCommand({ ...at('tagged'), Body: 'x', ACL: 'public-read' }));
  await expect(acl).rejects.toMatchObject({ name: 'NotImplemented' });
  expect(await textOf('tagged')).toBe('bytes');
});

test.each([
  ['a wrong secret', { ...CREDENTIALS, secretAccessKey: 'guess' }, 'SignatureDoesNotMatch'],
  ['an unknown access key', { ...CREDENTIALS, accessKeyId: 'nobody' }, 'InvalidAccessKeyId'],
  [
    'an access key named like an object property',
    { ...CREDENTIALS, accessKeyId: 'constructor' },
    'InvalidAccessKeyId',
  ],
])('%s is refused', async (_, credentials, name) => {
  const call = clientOf(server.url, credentials).send(new ListObjectsV2Command({ Bucket: BUCKET }));
  await expect(call).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 403 } });
});

test('malformed requests are refused politely', async () => {
  const url = await presignPut('odd');
  const send = async (target: string, init: RequestInit = {}) =>
    (await outcome(await fetch(target, { method: 'PUT', body: 'x', ...init }))).code;
  expect(await send(`${server.url}/${BUCKET}/%ff%fe`)).toBe('InvalidURI');
  expect(await send(url.replace('X-Amz-Date=2', 'X-Amz-Date=x'))).toBe('AuthorizationQueryParametersError');
  expect(await send(url.replace('us-east-1', 'eu-west-1'))).toBe('AuthorizationQueryParametersError');
  expect(await send(url.replace(/X-Amz-Signature=[^&]+/, 'X-Amz-Signature=%F0%9F%98%80'))).toBe(
    'SignatureDoesNotMatch',
  );
  expect(await send(url.replace(/&X-Amz-SignedHeaders=host/, ''))).toBe('AuthorizationQueryParametersError');
  expect(await send(url, { headers: { authorization: 'AWS4-HMAC-SHA256 nonsense' } })).toBe(
    'InvalidArgument',
  );
  expect(await send(url, { headers: { 'content-md5': 'short' } })).toBe('InvalidDigest');
  expect(await send(url, { headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' } })).toBe('BadDigest');
});
