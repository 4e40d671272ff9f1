import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = 'matinee-task-';

/** Directories of tasks below `root`, mode 0700 as mkdtemp makes them. Their names tell which process they belong to. */
export function createWorkDirectories(root: string, pid = process.pid) {
  return {
    /** Runs `work` with an empty directory that is gone afterwards, whatever happens. */
    async use<T>(work: (directory: string) => Promise<T>): Promise<T> {
      const directory = await mkdtemp(join(root, `${PREFIX}${pid}-`));
      try {
        return await work(directory);
      } finally {
        await rm(directory, { recursive: true, force: true, maxRetries: 3 });
      }
    },

    /** Makes sure of `root` and removes what killed workers left in it; to be called before the first task. */
    async sweep(): Promise<void> {
      await mkdir(root, { recursive: true });
      for (const name of await readdir(root)) {
        const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
        if (owner === undefined || isAnother(Number(owner), pid)) continue;
        await rm(join(root, name), { recursive: true, force: true });
      }
    },
  };
}
export type WorkDirectories = ReturnType<typeof createWorkDirectories>;

/** Whether a process of that number runs and is not this one, which has only just started. */
function isAnother(candidate: number, pid: number): boolean {
  if (candidate === pid) return false;
  try {
    process.kill(candidate, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
