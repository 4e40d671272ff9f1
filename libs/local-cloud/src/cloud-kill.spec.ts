import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clientsOf,
  codeFor,
  folder,
  logIn,
  query,
  receiveUntil,
  register,
  removeFolders,
  type View,
} from './cloud-bench.ts';
import { startLocalCloud, type LocalCloud } from './cloud.ts';

afterAll(removeFolders);

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
