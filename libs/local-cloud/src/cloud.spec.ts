import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { getSignedCookies } from '@aws-sdk/cloudfront-signer';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createConnection } from 'mariadb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocalCloud, type LocalCloud } from './cloud.ts';

type View = Pick<LocalCloud, 'endpoints' | 'resources' | 'credentials' | 'region'>;

const PASSWORD = 'a long sentence to sign in with';
const videoKey = 'a'.repeat(24);
const folders: string[] = [];
const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'matinee-cloud-'));
  folders.push(dir);
  return dir;
};
afterAll(() => folders.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

/** The services of a cloud as a service of Matinee sees them. */
const clientsOf = ({ endpoints, credentials, region }: View) => {
  const common = { credentials, region, maxAttempts: 1 };
  return {
    s3: new S3Client({ ...common, endpoint: endpoints.s3, forcePathStyle: true }),
    sqs: new SQSClient({ ...common, endpoint: endpoints.sqs }),
    cognito: new CognitoIdentityProviderClient({ ...common, endpoint: endpoints.cognito }),
  };
};
const query = async (url: string, sql: string): Promise<unknown> => {
  const connection = await createConnection(url.replace(/^mysql:/, 'mariadb:'));
  try {
    return await connection.query(sql);
  } finally {
    await connection.end();
  }
};
const codeFor = async ({ endpoints }: View, to: string): Promise<string> => {
  const url = `${endpoints.edge}/__local/mail?to=${encodeURIComponent(to)}`;
  const { items } = (await (await fetch(url, { headers: { accept: 'application/json' } })).json()) as {
    items: { text: string }[];
  };
  return items[0]?.text.match(/\b\d{6}\b/)?.[0] ?? '';
};
const register = async (cloud: View, Username: string): Promise<void> => {
  const { cognito } = clientsOf(cloud);
  const ClientId = cloud.resources.userPoolClientId;
  await cognito.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD }));
  const ConfirmationCode = await codeFor(cloud, Username);
  await cognito.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode }));
};
const logIn = async (cloud: View, USERNAME: string): Promise<string | undefined> => {
  const { AuthenticationResult } = await clientsOf(cloud).cognito.send(
    new InitiateAuthCommand({
      ClientId: cloud.resources.userPoolClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    }),
  );
  return AuthenticationResult?.AccessToken;
};
/** Receives from a queue until a message passes `accept`. */
const receiveUntil = (cloud: View, queue: string, accept: (body: string) => boolean) =>
  vi.waitFor(
    async () => {
      const QueueUrl = cloud.resources.queueUrls[queue];
      const { Messages } = await clientsOf(cloud).sqs.send(
        new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }),
      );
      const found = Messages?.find(({ Body }) => accept(Body ?? ''));
      if (!found) throw new Error('not yet');
      return found;
    },
    { timeout: 20_000 },
  );

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

describe('after kill -9', () => {
  const dir = folder();
  const script = `import { startLocalCloud } from ${JSON.stringify(join(import.meta.dirname, 'cloud.ts'))};
    const { endpoints, resources, credentials, region } = await startLocalCloud({ dir: ${JSON.stringify(dir)} });
    process.stdout.write(JSON.stringify({ endpoints, resources, credentials, region }));
    setInterval(() => {}, 1000);`;
  let child: ChildProcess;
  let before: View;
  let after: LocalCloud;

  beforeAll(async () => {
    child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    before = JSON.parse(String(await new Promise((resolve) => child.stdout!.once('data', resolve)))) as View;
    const { s3, sqs } = clientsOf(before);
    const { buckets, queueUrls, databaseUrls } = before.resources;
    await s3.send(new PutObjectCommand({ Bucket: buckets.media, Key: 'kept', Body: 'bytes' }));
    await register(before, 'kept@example.com');
    await query(databaseUrls.catalog, 'CREATE TABLE kept (id INT PRIMARY KEY)');
    await query(databaseUrls.catalog, 'INSERT INTO kept VALUES (7)');
    const QueueUrl = queueUrls['matinee-transcode-bulk'];
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'in flight' }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 3 }));
    expect(Messages).toHaveLength(1);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    after = await startLocalCloud({ dir });
  });
  afterAll(async () => {
    child.kill('SIGKILL');
    await after.stop();
  });

  it('a committed row is there', async () => {
    expect(await query(after.resources.databaseUrls.catalog, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it('a stored object is there', async () => {
    const { Body } = await clientsOf(after).s3.send(
      new GetObjectCommand({ Bucket: after.resources.buckets.media, Key: 'kept' }),
    );
    expect(await Body?.transformToString()).toBe('bytes');
  });

  it('an account is there', async () => {
    expect(await logIn(after, 'kept@example.com')).toMatch(/^ey/);
  });

  it('a mail is there', async () => {
    expect(await codeFor(after, 'kept@example.com')).toMatch(/^\d{6}$/);
  });

  it('a message that was in flight comes back when its visibility timeout ends', async () => {
    const message = await receiveUntil(after, 'matinee-transcode-bulk', (body) => body === 'in flight');
    expect(message.MessageId).toBeTruthy();
  });

  it('keys and passwords are the same', () => {
    expect(after.resources.cdn).toEqual(before.resources.cdn);
    const password = (view: View) => new URL(view.resources.databaseUrls.catalog).password;
    expect(password(after)).toBe(password(before));
  });
});
