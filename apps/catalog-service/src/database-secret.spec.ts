import { eventually, privateSecrets, type PrivateSecrets } from '@matinee/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  buildCatalog,
  catalogDatabase,
  failure,
  type CallableCatalog,
  type CatalogDatabase,
} from './testing.ts';

let database: CatalogDatabase;
let secrets: PrivateSecrets;
let catalog: CallableCatalog;
beforeAll(async () => {
  [database, secrets] = await Promise.all([catalogDatabase(), privateSecrets()]);
  vi.stubEnv('AWS_ACCESS_KEY_ID', secrets.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secrets.credentials.secretAccessKey);
  const { hostname, port, username, password, pathname } = new URL(database.url);
  secrets.set('catalog', { username, password });
  await secrets.away();
  catalog = await buildCatalog('', {
    config: {
      DATABASE_URL: undefined,
      DATABASE_SECRET_ID: 'catalog',
      DATABASE_HOST: hostname,
      DATABASE_PORT: Number(port),
      DATABASE_NAME: pathname.slice(1),
      SECRETS_ENDPOINT: secrets.endpoint,
    },
  });
});
afterAll(async () => {
  await catalog.app.close();
  vi.unstubAllEnvs();
  await Promise.all([database.drop(), secrets.stop()]);
});

it('started without Secrets Manager it lives, is not ready, and is as soon as the secret can be had', async () => {
  expect(failure(await catalog.call('GET', '/videos'))).toEqual([503, 'service_unavailable']);
  expect((await catalog.call('GET', '/readyz')).statusCode).toBe(503);
  expect((await catalog.call('GET', '/livez')).statusCode).toBe(200);
  await secrets.back();
  await eventually(async () => (await catalog.call('GET', '/readyz')).statusCode === 200, {
    timeoutMs: 30_000,
  });
  expect((await catalog.call('GET', '/videos')).statusCode).toBe(200);
});
