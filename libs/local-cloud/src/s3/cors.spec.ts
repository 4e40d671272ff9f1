import { PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUCKET, type TestServer, startTestServer } from './test-server.ts';

const SITE = 'http://localhost:8080';
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await server.client.send(
    new PutBucketCorsCommand({
      Bucket: BUCKET,
      CORSConfiguration: {
        CORSRules: [
          {
            AllowedOrigins: [SITE, 'https://*.example.com'],
            AllowedMethods: ['PUT', 'GET'],
            AllowedHeaders: ['content-type', 'x-amz-*'],
            ExposeHeaders: ['ETag'],
            MaxAgeSeconds: 300,
          },
        ],
      },
    }),
  );
});
afterAll(() => server.remove());

const preflight = (origin: string, method: string, headers = ''): Promise<Response> =>
  fetch(`${server.url}/${BUCKET}/video`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers },
  });

describe('a preflight', () => {
  test('of an allowed origin, method and headers passes, and ETag is exposed', async () => {
    const response = await preflight(SITE, 'PUT', 'Content-Type, x-amz-checksum-crc32');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': SITE,
      'access-control-allow-methods': 'PUT, GET',
      'access-control-allow-headers': 'content-type, x-amz-checksum-crc32',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '300',
    });
  });

  test('of a subdomain passes by the wildcard', async () => {
    expect((await preflight('https://www.example.com', 'GET')).status).toBe(200);
  });

  test.each([
    ['another origin', 'http://evil.example', 'PUT', ''],
    ['an origin that only starts the same', `${SITE}.evil.example`, 'PUT', ''],
    ['another port', 'http://localhost:80', 'PUT', ''],
    ['an origin that is the wildcard itself', 'https://.example.com.evil', 'PUT', ''],
    ['another method', SITE, 'DELETE', ''],
    ['another header', SITE, 'PUT', 'content-type, x-evil'],
  ])('of %s is refused', async (_, origin, method, headers) => {
    const response = await preflight(origin, method, headers);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect(await response.text()).toContain('<Code>AccessForbidden</Code>');
  });
});

test('a refusal of the request itself can be read by the allowed origin only', async () => {
  const get = (origin: string): Promise<Response> =>
    fetch(`${server.url}/${BUCKET}/video`, { headers: { origin } });
  const allowed = await get(SITE);
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([403, SITE]);
  expect((await get('http://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
});
