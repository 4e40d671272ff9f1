import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, newVideoKey, testCloud } from '@matinee/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { rotate } from './rotate.ts';
import { startTasks, type TasksHarness } from './testing.ts';

let tasks: TasksHarness;
let catalog: ChildProcess;
let log = '';
let origin = '';

/** The real service as a process of its own, which only knows the name of its secret. */
beforeAll(async () => {
  // The server ends connections that were idle for a second, so that new ones are made all the time.
  tasks = await startTasks(['--wait-timeout=1']);
  await migrate(tasks.task());
  const { resources, endpoints, credentials, region } = testCloud();
  catalog = spawn(process.execPath, [join(import.meta.dirname, '../../catalog-service/src/main.ts')], {
    env: {
      PATH: process.env.PATH,
      ...{ NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', PUBLIC_ORIGIN: 'http://localhost:8080' },
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      COGNITO_USER_POOL_ID: resources.userPoolId,
      COGNITO_CLIENT_ID: resources.userPoolClientId,
      COGNITO_ENDPOINT: endpoints.cognito,
      DATABASE_SECRET_ID: 'catalog',
      DATABASE_HOST: tasks.database.host,
      DATABASE_PORT: String(tasks.database.port),
      DATABASE_NAME: 'catalog',
      DATABASE_TLS: 'off',
      DATABASE_CONNECTIONS: '30',
      // Longer than the test: only the server's refusal can tell that the password has changed.
      DATABASE_SECRET_SECONDS: '3600',
      SECRETS_ENDPOINT: tasks.secrets.endpoint,
      S3_ENDPOINT: endpoints.s3,
      SQS_ENDPOINT: endpoints.sqs,
      SNS_ENDPOINT: endpoints.sns,
      MEDIA_BUCKET: resources.buckets.media,
      CATALOG_VIDEO_EVENTS_QUEUE_URL: Object.values(resources.queueUrls)[0],
      CATALOG_EVENTS_TOPIC_ARN: Object.values(resources.topicArns)[0],
      UPLOAD_TOKEN_SECRET: 'a secret of at least 32 characters',
      MEDIA_KEY_PAIR_ID: resources.cdn.keyPairId,
      MEDIA_PRIVATE_KEY: resources.cdn.privateKey,
      AUTH_URL: 'http://127.0.0.1:1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [catalog.stdout!, catalog.stderr!]) stream.on('data', (text) => (log += text));
  origin = await eventually(() => /http:\/\/127\.0\.0\.1:\d+/.exec(log)?.[0], { timeoutMs: 30_000 });
  await eventually(async () => (await fetch(`${origin}/readyz`)).ok, { timeoutMs: 30_000 });
});
afterAll(async () => {
  catalog.kill('SIGKILL');
  await tasks.stop();
});

/** Twenty requests a second, until it is told to stop. */
function stream() {
  const answers: number[] = [];
  const failures: string[] = [];
  let open = true;
  const one = async (path: string, expected: number) => {
    const { status } = await fetch(`${origin}${path}`);
    answers.push(status);
    if (status !== expected) failures.push(`${path}: ${status}`);
  };
  const running = (async () => {
    const all: Promise<void>[] = [];
    for (let n = 0; open; n++) {
      const request = n % 2 ? one('/videos', 200) : one(`/videos/${newVideoKey()}`, 404);
      all.push(request.catch((error: unknown) => void failures.push(String(error))));
      await delay(50);
    }
    await Promise.all(all);
  })();
  return {
    failures,
    count: () => answers.length,
    async end() {
      open = false;
      await running;
    },
  };
}

const usersOfConnections = async () => {
  const rows = await tasks.database.admin<{ user: string }>(
    "SELECT DISTINCT user FROM information_schema.processlist WHERE user LIKE 'catalog_%'",
  );
  return rows.map(({ user }) => user).sort();
};

it('a service under load does not notice that its user changes twice', async () => {
  const load = stream();
  await eventually(() => load.count() > 20);
  expect(await usersOfConnections()).toEqual(['catalog_a']);

  await rotate(tasks.task());
  // Its user still works, so it has no reason to ask for another one.
  const before = load.count();
  await eventually(() => load.count() > before + 30);
  expect(await usersOfConnections()).toEqual(['catalog_a']);

  // Now the password it knows is gone.
  await rotate(tasks.task());
  await eventually(() => log.match(/database credentials taken/g)?.length === 2, { timeoutMs: 30_000 });
  const after = load.count();
  await eventually(() => load.count() > after + 40);
  await load.end();

  expect(load.failures).toEqual([]);
  expect(load.count()).toBeGreaterThan(90);
  expect([catalog.exitCode, catalog.signalCode]).toEqual([null, null]);
  // Whether it asked before or after the secret named the new password: both users work, and it has one of them.
  expect([['catalog_a'], ['catalog_b']]).toContainEqual(await usersOfConnections());
  const { password } = await tasks.login('catalog');
  expect(log).not.toContain(password);
});

it('the service ends in order', async () => {
  const ended = once(catalog, 'exit');
  catalog.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
