import { statfs } from 'node:fs/promises';
import { TaskFailure } from './failure.ts';

/** Throws `no_space` when a file of `bytes`, and a tenth more, does not fit next to `directory`. */
export async function needSpace(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < bytes * 1.1) throw new TaskFailure('no_space', `${bytes} bytes do not fit.`);
}
