import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { privateMariaDb, privateSecrets } from '@matinee/testing';
import { expect, test } from '@playwright/test';
import { awsCallsFolder } from '../support/config.ts';

const run = promisify(execFile);
const apps = join(import.meta.dirname, '../../..');
const secrets = { catalog: 'matinee/database/catalog', transcode: 'matinee/database/transcode' };
const master = 'rds!db-master';

/**
 * A server and secrets as they are before the first deployment, because the tasks need a master user; the buckets are
 * those of the stack.
 */
test('the one-off tasks of the database do their work, and write down what they ask of AWS', async ({
  baseURL,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-tasks-'));
  const [database, store] = await Promise.all([privateMariaDb(), privateSecrets()]);
  try {
    await database.admin(
      "CREATE USER master@'%' IDENTIFIED BY 'a password'; GRANT ALL ON *.* TO master@'%' WITH GRANT OPTION",
    );
    store.set(master, { username: 'master', password: 'a password' });
    for (const name of Object.values(secrets)) store.make(name);
    for (const service of ['catalog', 'transcode'])
      cpSync(join(apps, `${service}-service/prisma/migrations`), join(folder, service), { recursive: true });
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      AWS_ACCESS_KEY_ID: store.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
      AWS_CALL_LOG: join(awsCallsFolder(), 'database.jsonl'),
      DATABASE_HOST: database.host,
      DATABASE_PORT: String(database.port),
      DATABASE_TLS: 'off',
      MASTER_SECRET_ID: master,
      CATALOG_SECRET_ID: secrets.catalog,
      TRANSCODE_SECRET_ID: secrets.transcode,
      ORIGINALS_BUCKET: 'matinee-originals',
      MEDIA_BUCKET: 'matinee-media',
      MIGRATIONS_DIR: folder,
      ROTATE_AFTER_MINUTES: '0',
      SECRETS_ENDPOINT: store.endpoint,
      S3_ENDPOINT: `http://127.0.0.1:${Number(new URL(baseURL!).port) + 10}`,
    };
    const task = (command: string) =>
      run(process.execPath, [join(apps, 'database-tasks/dist/main.js'), command], { env });
    await task('migrate');
    await task('rotate');
    // It finds what the journeys stored and this database knows nothing of: exit code 1, and a report of it.
    const failed = await task('verify').catch((error: { stdout: string }) => error);
    expect(JSON.parse(failed.stdout)).toMatchObject({ ok: expect.any(Boolean) });
  } finally {
    await Promise.all([database.stop(), store.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
});
