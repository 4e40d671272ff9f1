import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud, type LocalCloud } from '@matinee/local-cloud';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { migrate } from '../migrate.ts';
import { readOptions } from '../options.ts';
import { processSpecs, type ProcessSpec } from '../processes.ts';
import { localSecrets } from '../secrets.ts';
import { startLoad, startSlow, type Call } from './load.ts';
import { replace, start, type Running } from './rollout.ts';

const root = join(import.meta.dirname, '../../../..');
const names = ['auth', 'catalog', 'upload', 'transcode', 'web'] as const;
type Name = (typeof names)[number];
type Images = { layTree(deployable: 'web', out: string): Promise<unknown> };
const account = { email: 'rolling@example.com', password: 'a phrase for the rolling restart' };
/** Seconds. On AWS ten; the edge of the spec lets go faster. */
const drain = 2;

let folder: string;
let cloud: LocalCloud;
let origin: string;
let specs: Map<string, ProcessSpec>;
let calls: Record<Name, Call[]>;
const running = new Map<Name, Running>();
const started: Running[] = [];
const startNew = async (name: Name, drainSeconds: number) => {
  const one = await start(specs.get(name)!, root, drainSeconds);
  started.push(one);
  return one;
};

beforeAll(async () => {
  if (!existsSync(join(root, 'apps/upload-service/dist/main.js')))
    throw new Error('The services are not built yet. Run: npx nx run-many -t build');
  folder = mkdtempSync(join(tmpdir(), 'matinee-rolling-'));
  // The web client as its image has it; tools are no library that could be imported by name.
  const images = (await import(join(root, 'tools/images/lay.ts'))) as Images;
  await images.layTree('web', join(folder, 'web'));
  cloud = await startLocalCloud({ dir: join(folder, 'cloud') });
  // Paths go through the name, because cookies and the origin check do.
  origin = `http://localhost:${new URL(cloud.endpoints.edge).port}`;
  await cloud.cognito.ensureUser({ poolId: cloud.resources.userPoolId, ...account });
  for (const name of ['catalog', 'transcode'] as const)
    await migrate(root, `${name}-service`, cloud.resources.databaseUrls[name]);
  const usual = readOptions([], root);
  const options = { ...usual, data: folder, publicOrigin: origin };
  const { services } = processSpecs(cloud, options, await localSecrets(folder));
  specs = new Map(
    services.map((spec) => {
      // Services find each other through the balancer, as they do on AWS.
      const env = { ...spec.env, ...(spec.env.AUTH_URL && { AUTH_URL: origin }) };
      return [spec.name, { ...spec, env, readyUrl: spec.readyUrl! }];
    }),
  );
  const web = specs.get('web')!;
  specs.set('web', {
    ...web,
    script: join(folder, 'web/main.js'),
    env: { ...web.env, API_ORIGIN: origin },
    readyUrl: 'http://127.0.0.1/robots.txt',
  });
  await Promise.all(
    names.map(async (name) => {
      const one = await startNew(name, drain);
      running.set(name, one);
      cloud.setServices({ [name]: one.url });
    }),
  );
  calls = callsOf(await logIn());
}, 120_000);

afterAll(async () => {
  for (const one of started) one.kill();
  await cloud?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function logIn(): Promise<string> {
  const response = await fetch(`${origin}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
}

/** What the load asks of each service: with and without a body, with and without database, token or S3. */
function callsOf(token: string): Record<Name, Call[]> {
  const authorization = `Bearer ${token}`;
  const json = { authorization, 'content-type': 'application/json' };
  const upload = JSON.stringify({ fileName: 'a.mp4', contentType: 'video/mp4', size: 1000 });
  const video = 'abcdefghijklmnopqrstuvwx';
  const get = (path: string, status: number): Call => ({
    ...{ name: `GET ${path}`, method: 'GET', path, expect: status },
    headers: { authorization },
  });
  const post = (path: string, body: string, status: number): Call => ({
    ...{ name: `POST ${path}`, method: 'POST', path, headers: json, body, expect: status },
  });
  return {
    auth: [get('/auth/me', 200), post('/auth/confirm-register', '{"email":1}', 400)],
    catalog: [get('/videos?limit=5', 200), post('/videos/metadata', '{"displayName":1}', 400)],
    upload: [get('/videos/upload/x/parts', 400), post('/videos/upload', upload, 201)],
    transcode: [get(`/transcodes/${video}/master.m3u8`, 404), get(`/transcodes/${video}/v720.m3u8`, 404)],
    web: [get('/login', 200), get('/', 200)],
  };
}

it('every service is replaced under 50 requests a second, and none of them fails', async () => {
  const load = startLoad(origin, Object.values(calls).flat(), 50);
  const slowAnswers: Record<string, string> = {};
  const exits: Record<string, number | null> = {};
  for (const name of names) {
    const old = running.get(name)!;
    const call = calls[name].find(({ body }) => body);
    // Reaches the old process, the only one there is, and is finished when that one does not listen any more.
    const slow = call && startSlow(origin, call);
    const young = await startNew(name, drain);
    const replaced = replace(cloud, name, old, young);
    if (slow && call) {
      await vi.waitFor(() => expect(fetch(`${old.url}/livez`)).rejects.toThrow(), {
        timeout: 30_000,
        interval: 100,
      });
      const status = await slow.finish();
      if (status !== String(call.expect)) slowAnswers[call.name] = status;
    }
    exits[name] = await replaced;
    running.set(name, young);
  }
  const { sent, failures } = await load.stop();
  expect({ failures, slowAnswers, exits }).toEqual({
    failures: [],
    slowAnswers: {},
    exits: { auth: 0, catalog: 0, upload: 0, transcode: 0, web: 0 },
  });
  expect(sent).toBeGreaterThan(500);
}, 120_000);

it('the same without a drain loses requests, so the test can tell', async () => {
  const old = await startNew('catalog', 0);
  cloud.setServices({ catalog: old.url });
  const load = startLoad(origin, calls.catalog, 50);
  await replace(cloud, 'catalog', old, running.get('catalog')!);
  expect((await load.stop()).failures.length).toBeGreaterThan(0);
}, 60_000);
