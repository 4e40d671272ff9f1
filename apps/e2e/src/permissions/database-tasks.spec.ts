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
// On AWS RDS makes this secret and names it.
const master = 'matinee/database/master';

/** The tasks have a role of their own in AWS; their calls are recorded like those of the services. */
const task = async (command: string, env: Record<string, string>) => {
  const failed = (error: { stdout: string }) => error;
  const { stdout } = await run(process.execPath, [join(apps, 'database-tasks/dist/main.js'), command], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local-secret',
      AWS_CALL_LOG: join(awsCallsFolder(), 'database.jsonl'),
      DATABASE_TLS: 'off',
      MASTER_SECRET_ID: master,
      CATALOG_SECRET_ID: secrets.catalog,
      TRANSCODE_SECRET_ID: secrets.transcode,
      ORIGINALS_BUCKET: 'matinee-originals',
      MEDIA_BUCKET: 'matinee-media',
      ...env,
    },
  }).catch(command === 'verify' ? failed : undefined);
  return stdout;
};

/** As the image has them: `catalog/<name>/migration.sql`. */
let migrations: string;
test.beforeAll(() => {
  migrations = mkdtempSync(join(tmpdir(), 'matinee-tasks-'));
  for (const service of ['catalog', 'transcode'])
    cpSync(join(apps, `${service}-service/prisma/migrations`), join(migrations, service), {
      recursive: true,
    });
});
test.afterAll(() => rmSync(migrations, { recursive: true, force: true }));

test('the database is made and its users are replaced by one-off tasks', async () => {
  // A server and secrets as they are before the first deployment: a master, and secrets without a value.
  const [database, store] = await Promise.all([privateMariaDb(), privateSecrets()]);
  try {
    await database.admin(
      "CREATE USER master@'%' IDENTIFIED BY 'a password'; GRANT ALL ON *.* TO master@'%' WITH GRANT OPTION",
    );
    store.set(master, { username: 'master', password: 'a password' });
    for (const name of Object.values(secrets)) store.make(name);
    const env = {
      DATABASE_HOST: database.host,
      DATABASE_PORT: String(database.port),
      MIGRATIONS_DIR: migrations,
      ROTATE_AFTER_MINUTES: '0',
      SECRETS_ENDPOINT: store.endpoint,
    };
    await task('migrate', env);
    await task('rotate', env);
  } finally {
    await Promise.all([database.stop(), store.stop()]);
  }
});

test('rows and objects agree after all journeys, as the task finds that verifies a restored database', async ({
  baseURL,
}) => {
  const near = (distance: number) => Number(new URL(baseURL!).port) + distance;
  const report = await task('verify', {
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: String(near(14)),
    MIGRATIONS_DIR: migrations,
    SECRETS_ENDPOINT: `http://127.0.0.1:${near(15)}`,
    S3_ENDPOINT: `http://127.0.0.1:${near(10)}`,
  });
  const { problems, objects } = JSON.parse(report) as { problems: string[]; objects?: { ready: number } };
  expect(problems).toEqual([]);
  expect(objects?.ready).toBeGreaterThan(0);
});
