import { getSignedCookies } from '@aws-sdk/cloudfront-signer';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientsOf, folder, logIn, receiveUntil, register, removeFolders } from './cloud-bench.ts';
import { startLocalCloud, type LocalCloud } from './cloud.ts';

const videoKey = 'a'.repeat(24);
afterAll(removeFolders);

describe('a local cloud', () => {
  const dir = folder();
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud({ dir, publicOrigin: 'http://localhost:8080' });
  });
  afterAll(() => cloud.stop());

  it('answers on loopback only', () => {
    for (const url of Object.values(cloud.endpoints)) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('tells the intake queue of an uploaded original', async () => {
    const Key = `owner/${videoKey}/source`;
    const { buckets } = cloud.resources;
    await clientsOf(cloud).s3.send(new PutObjectCommand({ Bucket: buckets.originals, Key, Body: 'film' }));
    const message = await receiveUntil(cloud, 'matinee-transcode-intake', (body) => body.includes(Key));
    expect(JSON.parse(message.Body!)).toMatchObject({
      Records: [
        {
          eventName: 'ObjectCreated:Put',
          s3: { bucket: { name: buckets.originals }, object: { key: Key, size: 4 } },
        },
      ],
    });
  });

  it.each([
    ['http://localhost:8080', 200],
    ['http://127.0.0.1:8080', 200],
    ['http://evil.example', 403],
    ['http://localhost:8081', 403],
  ])('answers %i to the preflight of an upload from %s', async (origin, status) => {
    const response = await fetch(`${cloud.endpoints.s3}/${cloud.resources.buckets.originals}/k`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
      },
    });
    expect(response.status).toBe(status);
    if (status === 200) expect(response.headers.get('access-control-expose-headers')).toBe('ETag');
  });

  it('serves media through the edge to the holder of a signed cookie', async () => {
    const { buckets, cdn } = cloud.resources;
    const Key = `${videoKey}/hls/master.m3u8`;
    await clientsOf(cloud).s3.send(
      new PutObjectCommand({
        Bucket: buckets.media,
        Key,
        Body: '#EXTM3U',
        ContentType: 'application/vnd.apple.mpegurl',
      }),
    );
    const Condition = { DateLessThan: { 'AWS:EpochTime': Math.floor(Date.now() / 1000) + 60 } };
    const Resource = `http://localhost:8080/media/${videoKey}/*`;
    const cookies = getSignedCookies({
      policy: JSON.stringify({ Statement: [{ Resource, Condition }] }),
      ...cdn,
    });
    const cookie = Object.entries(cookies).map((pair) => pair.join('='));
    const get = (headers: Record<string, string>) =>
      fetch(`${cloud.endpoints.edge}/media/${Key}`, { headers });
    const whole = await get({ cookie: cookie.join('; ') });
    expect([whole.status, whole.headers.get('content-type'), await whole.text()]).toEqual([
      200,
      'application/vnd.apple.mpegurl',
      '#EXTM3U',
    ]);
    const part = await get({ cookie: cookie.join('; '), range: 'bytes=1-3' });
    expect([part.status, await part.text()]).toEqual([206, 'EXT']);
    const head = await fetch(`${cloud.endpoints.edge}/media/${Key}`, {
      method: 'HEAD',
      headers: { cookie: cookie.join('; ') },
    });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '7']);
    expect((await get({})).status).toBe(403);
  });

  it('mails the code of a new account and lets its owner in', async () => {
    await register(cloud, 'first@example.com');
    expect(await logIn(cloud, 'first@example.com')).toMatch(/^ey/);
  });

  it('refuses a second one over the same folder', async () => {
    await expect(startLocalCloud({ dir })).rejects.toThrow(`${dir} is in use by process ${process.pid}`);
  });

  it('says whose port is taken and leaves nothing running', async () => {
    const other = folder();
    const port = Number(new URL(cloud.endpoints.s3).port);
    await expect(startLocalCloud({ dir: other, ports: { cognito: port } })).rejects.toThrow(
      `Cognito cannot listen: port ${port} is taken by another program.`,
    );
    await (await startLocalCloud({ dir: other })).stop();
  });

  it('refuses to run in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await expect(startLocalCloud({ dir: folder() })).rejects.toThrow(
      'refuses to start with NODE_ENV=production',
    );
    vi.unstubAllEnvs();
  });
});
