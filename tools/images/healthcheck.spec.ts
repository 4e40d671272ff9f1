import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../libs/local-cloud/src/free-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-health-'));
const alive = join(folder, 'alive');
let port: number;
beforeAll(async () => void (port = await freePort()));
afterAll(() => rmSync(folder, { recursive: true }));

const check = (file: string, env: Record<string, string>) =>
  spawnSync(process.execPath, [join(import.meta.dirname, file)], { env }).status;
const worker = () => check('healthcheck.mjs', { WORKER_DIRECTORY: folder });

it('a worker is well as long as its file is younger than a minute', () => {
  expect(worker()).toBe(1);
  writeFileSync(alive, '');
  expect(worker()).toBe(0);
  const old = Date.now() / 1000 - 61;
  utimesSync(alive, old, old);
  expect(worker()).toBe(1);
});

it.each(['healthcheck.mjs', 'web/healthcheck.mjs'])('%s says that nobody listens', (file) => {
  expect(check(file, { PORT: String(port) })).toBe(1);
});
