import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockDirectory } from './dir-lock.ts';
import { discardLocalCloud } from './discard.ts';

/** A zombie (Z), which its new parent may collect late or never, has ended. */
const isRunning = (pid: number): boolean =>
  /^[^Z\s]/.test(String(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]).stdout));

it('leaves a folder that is in use alone', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'matinee-discard-'));
  const lock = lockDirectory(dir);
  expect(await discardLocalCloud(dir)).toBe(false);
  expect(existsSync(dir)).toBe(true);
  lock.release();
  expect(await discardLocalCloud(dir)).toBe(true);
  expect(existsSync(dir)).toBe(false);
});

it('ends the database server that a killed run left behind', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'matinee-discard-'));
  const script = `import { startMariaDb } from ${JSON.stringify(join(import.meta.dirname, 'database/mariadb.ts'))};
    const db = await startMariaDb(${JSON.stringify({ dir: join(dir, 'mariadb'), port: 0, databases: [] })});
    process.stdout.write(String(db.pid()));
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const left = Number(await new Promise((resolve) => owner.stdout.once('data', resolve)));
  expect(isRunning(left)).toBe(true);
  const gone = new Promise((resolve) => owner.once('exit', resolve));
  owner.kill('SIGKILL');
  await gone;
  expect(await discardLocalCloud(dir)).toBe(true);
  expect(isRunning(left)).toBe(false);
});
