import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stopOrphans } from './database/orphans.ts';
import { lockDirectory } from './dir-lock.ts';

/**
 * Removes the folder of a local cloud that is not running, with what a killed run left behind: its database
 * server goes on without it. Answers false, and touches nothing, while somebody uses the folder.
 */
export async function discardLocalCloud(folder: string): Promise<boolean> {
  const dir = resolve(folder);
  let lock;
  try {
    lock = lockDirectory(dir);
  } catch {
    return false;
  }
  await stopOrphans(join(dir, 'mariadb', 'data'));
  lock.release();
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  return true;
}
