import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type DirLock = { release(): void };

/**
 * Takes `dir` for this process until `release()`; throws a sentence naming the holder if somebody has it.
 * The lock is SQLite's own file lock: the kernel drops it when the holder dies, kill -9 included, so there
 * is never a stale one to guess about and a reused process id cannot fool it.
 */
export function lockDirectory(dir: string): DirLock {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const note = join(dir, 'lock.pid');
  const database = new DatabaseSync(join(dir, 'lock.sqlite'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new Error(
      `${dir} is in use by process ${holder(note)}. Stop that one first, or choose another folder.`,
      {
        cause,
      },
    );
  }
  writeFileSync(note, String(process.pid));
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}

const holder = (note: string): string => {
  try {
    return readFileSync(note, 'utf8');
  } catch {
    return 'unknown';
  }
};
