import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud, type LocalCloud } from '@matinee/local-cloud';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../libs/local-cloud/src/free-port.ts';
import { deployables as images } from '../../infra/src/deployables.ts';
import { smoke } from '../deploy/smoke-run.ts';
import { developmentOnly, filesOf, surprises } from './contents.ts';
import { layTree, type Laid } from './lay.ts';
import { imageMegabytes, statedMegabytes } from './sizes.ts';
import { askSealed, canSeal, startSealed, type Container } from './sealed.ts';
import {
  imageProcesses,
  migration,
  prepareDatabase,
  publicOriginOf,
  taskRole,
  type ImageProcess,
  type ServicePorts,
} from './stack.ts';

const account = { email: 'smoke@example.com', password: 'a phrase for the smoke test' };
// Generous: everything starts at once, and machines of suites are busy.
vi.setConfig({ testTimeout: 120_000 });

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Parameters<typeof developmentOnly>[1];

const readme = readFileSync('docker/README.md', 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'matinee-images-'));
const tree = (image: string) => join(folder, image);
const laid = new Map<string, Laid>();
let cloud: LocalCloud;
let role: Server;
let processes: ImageProcess[];
const containers: Container[] = [];

beforeAll(async () => {
  for (const image of images) laid.set(image, await layTree(image, tree(image)));
  cloud = await startLocalCloud({ dir: join(folder, 'cloud') });
  await cloud.cognito.ensureUser({ poolId: cloud.resources.userPoolId, ...account });
  const ports = Object.fromEntries(
    await Promise.all(images.map(async (image) => [image, await freePort()])),
  ) as ServicePorts;
  cloud.setServices(
    Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]),
    ) as never,
  );
  const { uri, server } = await taskRole(cloud.credentials);
  role = server;
  await prepareDatabase(cloud);
  const { name, image, command, env } = migration(cloud, uri);
  const migrated = startSealed(name, tree(image), command, env);
  expect(await migrated.exited, migrated.output()).toBe(0);
  processes = imageProcesses(cloud, ports, uri, canSeal ? '/tmp/work' : join(folder, 'work'));
  for (const { name, image, command, env } of processes)
    containers.push(startSealed(name, tree(image), command, env));
}, 240_000);

afterAll(async () => {
  for (const { process } of containers) process.kill('SIGKILL');
  role?.close();
  await cloud?.stop();
  execFileSync('chmod', ['-R', 'u+w', folder]); // the trees were made read-only, for their owner, too
  rmSync(folder, { recursive: true, force: true });
});

describe.each(images)('the image of %s', (image) => {
  it('has no file that surprises, and none went into its bundle', () => {
    expect(surprises(filesOf(tree(image)))).toEqual([]);
    expect(surprises(laid.get(image)!.modules)).toEqual([]);
  });

  it('has no dependency of development', () => {
    const folders = laid.get(image)!.packages.map(({ folder }) => folder);
    expect(folders.length).toBeGreaterThan(10);
    expect(developmentOnly(folders, lock)).toEqual([]);
  });

  it('says what it is made of, with every licence', () => {
    const { components } = JSON.parse(readFileSync(join(tree(image), 'sbom.cdx.json'), 'utf8')) as {
      components: { purl: string }[];
    };
    expect(components.map(({ purl }) => purl)).toContain('pkg:npm/zod@4.6.7');
    expect(laid.get(image)!.packages.filter(({ license }) => license === 'unknown')).toEqual([]);
  });

  it('is as large as docker/README.md says: a service below 250 MB, with ffmpeg below 550', () => {
    const size = imageMegabytes(image, tree(image));
    expect(size).toBeLessThan(image === 'transcode' ? 550 : 250);
    expect(Math.abs(size - statedMegabytes(readme, image))).toBeLessThan(5);
  });
});

it('a service is a handful of files, and the transcode image has its worker', () => {
  expect(filesOf(tree('catalog')).filter((file) => !file.startsWith('chunks/'))).toEqual([
    'LICENSE',
    'NOTICES.txt',
    'healthcheck.mjs',
    'main.js',
    'package.json',
    'sbom.cdx.json',
  ]);
  expect(filesOf(tree('transcode'))).toContain('worker.js');
  expect(filesOf(tree('database'))).toContain('migrations/catalog/20261122090000_videos/migration.sql');
});

it('the sandbox is what the task definition asks for: read-only but for /tmp, no root, no capability', () => {
  // Without root there is no sandbox, only a tree that its owner cannot write.
  if (!canSeal) return expect(() => writeFileSync(join(tree('auth'), 'x'), '')).toThrow('EACCES');
  const answer = askSealed(
    tree('auth'),
    `const fs = require('node:fs');
     const write = (path) => { try { fs.writeFileSync(path, ''); return 'written'; } catch (error) { return error.code; } };
     const capabilities = /CapBnd:\\s*(\\w+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
     console.log(JSON.stringify([process.getuid(), capabilities, write('/mnt/app/x'), write('/var/tmp/x'), write('/tmp/x')]));`,
  );
  expect(JSON.parse(answer)).toEqual([10001, '0000000000000000', 'EROFS', 'EROFS', 'written']);
});

it('every container becomes healthy by its own health check', async () => {
  for (const container of containers)
    await vi.waitFor(() => expect(container.health(), container.output()).toBe(0), {
      timeout: 60_000,
      interval: 200,
    });
});

it('the smoke test passes through them: pages, errors, a login, an upload, a transcode, playback, deletion', async () => {
  const lines: string[] = [];
  const failures = await smoke(publicOriginOf(cloud), { account, say: (line) => lines.push(line) });
  expect(failures, containers.map(({ output }) => output()).join('')).toEqual([]);
  expect(lines.join('\n')).toContain('played');
});

it('the worker refuses to start without its tools, and a service without its configuration', async () => {
  const worker = processes.find(({ name }) => name === 'worker')!;
  const toolless = startSealed('worker', tree('transcode'), worker.command, {
    ...worker.env,
    TOOLS_PATH: '/nowhere',
  });
  expect(await toolless.exited).toBe(1);
  expect(toolless.output()).toContain('ffmpeg is not installed');
  const bare = startSealed('upload', tree('upload'), ['main.js'], {});
  expect(await bare.exited).toBe(1);
  expect(bare.output()).toContain('UPLOAD_TOKEN_SECRET is missing');
});

it('a server answers on while the balancer takes it out', async () => {
  const { name, image, command, env } = processes.find((one) => one.name === 'web')!;
  const port = String(await freePort());
  const leaving = startSealed(name, tree(image), command, { ...env, PORT: port, DRAIN_SECONDS: '2' });
  await vi.waitFor(() => expect(leaving.health()).toBe(0), { timeout: 60_000, interval: 200 });
  const stopped = leaving.stop();
  expect((await fetch(`http://127.0.0.1:${port}/login`)).status).toBe(200);
  expect(await stopped).toBe(0);
});

it('SIGTERM ends each of them with exit code 0, and then its health check fails', async () => {
  const ends = await Promise.all(containers.map(async ({ name, stop }) => [name, await stop()]));
  expect(ends).toEqual(containers.map(({ name }) => [name, 0]));
  const servers = containers.filter(({ name }) => name !== 'worker');
  expect(servers.map(({ health }) => health())).toEqual(servers.map(() => 1));
});
