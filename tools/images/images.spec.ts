import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud, type LocalCloud } from '@matinee/local-cloud';
import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { freePort } from '../../libs/local-cloud/src/free-port.ts';
import { smoke } from '../deploy/smoke-run.ts';
import { deploy } from '../db/migrations/runner.ts';
import { layTree } from './lay.ts';
import { askSealed, canSeal, startSealed, type Container } from './sealed.ts';
import { imageProcesses, publicOriginOf, taskRole, type ServicePorts } from './stack.ts';

const account = { email: 'smoke@example.com', password: 'a phrase for the smoke test' };
const images = ['auth', 'catalog', 'upload', 'transcode', 'web'] as const;

const folder = mkdtempSync(join(tmpdir(), 'matinee-images-'));
const tree = (image: string) => join(folder, image);
let cloud: LocalCloud;
let role: Server;
const containers: Container[] = [];

beforeAll(async () => {
  for (const image of images) await layTree(image, tree(image));
  cloud = await startLocalCloud({ dir: join(folder, 'cloud') });
  for (const service of ['catalog', 'transcode'] as const)
    await deploy(cloud.resources.databaseUrls[service], `apps/${service}-service`, () => {});
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
  for (const { name, image, command, env } of imageProcesses(cloud, ports, uri))
    containers.push(startSealed(name, tree(image), command, env));
}, 60_000);

afterAll(async () => {
  for (const { process } of containers) process.kill('SIGKILL');
  role?.close();
  await cloud?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it.runIf(canSeal)(
  'the sandbox is what the task definition asks for: read-only but for /tmp, no root, no capability',
  () => {
    const answer = askSealed(
      tree('auth'),
      `const fs = require('node:fs');
     const write = (path) => { try { fs.writeFileSync(path, ''); return 'written'; } catch (error) { return error.code; } };
     const capabilities = /CapBnd:\\s*(\\w+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
     console.log(JSON.stringify([process.getuid(), capabilities, write('/mnt/app/x'), write('/var/tmp/x'), write('/tmp/x')]));`,
    );
    expect(JSON.parse(answer)).toEqual([10001, '0000000000000000', 'EROFS', 'EROFS', 'written']);
  },
);

it('every container becomes healthy by its own health check', async () => {
  for (const container of containers.filter(({ name }) => name !== 'worker'))
    await vi.waitFor(() => expect(container.health(), container.output()).toBe(0), {
      timeout: 20_000,
      interval: 200,
    });
});

it('the smoke test passes through them: pages, errors, a login, an upload, a transcode, playback, deletion', async () => {
  const lines: string[] = [];
  const failures = await smoke(publicOriginOf(cloud), { account, say: (line) => lines.push(line) });
  expect(failures, containers.map(({ output }) => output()).join('')).toEqual([]);
  expect(lines.join('\n')).toContain('played');
});

it('SIGTERM ends each of them with exit code 0, and then its health check fails', async () => {
  await expect(Promise.all(containers.map(async ({ name, stop }) => [name, await stop()]))).resolves.toEqual(
    containers.map(({ name }) => [name, 0]),
  );
});
