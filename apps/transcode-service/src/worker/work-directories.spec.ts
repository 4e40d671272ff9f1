import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkDirectories } from './work-directories.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'worker-spec-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('work directories', () => {
  it('are private, and gone after the work, also when it failed', async () => {
    const directories = createWorkDirectories(root);
    const mode = await directories.use(async (directory) => (await stat(directory)).mode & 0o777);
    expect(mode).toBe(0o700);
    await expect(directories.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await readdir(root)).toEqual([]);
  });

  it('of dead workers are removed, those of others and other files are not', async () => {
    const dead = spawnSync('true').pid;
    const alive = process.ppid;
    const names = [
      `matinee-task-${dead}-a`,
      `matinee-task-${alive}-b`,
      `matinee-task-${process.pid}-c`,
      'other',
    ];
    for (const name of names) await mkdir(join(root, name));
    await createWorkDirectories(root).sweep();
    expect((await readdir(root)).toSorted()).toEqual([`matinee-task-${alive}-b`, 'other']);
  });
});
