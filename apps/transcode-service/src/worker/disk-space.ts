import { statfs } from 'node:fs/promises';
import { asTaskFailure, LeaseLostError, TaskFailure } from './failure.ts';

/** With less than this many bytes left, no segment can have been written whole. */
const FULL = 1024 * 1024;

const freeAt = async (directory: string): Promise<number> => {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
};

/** Throws `no_space` when a file of `bytes`, and a tenth more, does not fit next to `directory`. */
export async function needSpace(directory: string, bytes: number): Promise<void> {
  if ((await freeAt(directory)) < bytes * 1.1)
    throw new TaskFailure('no_space', `${bytes} bytes do not fit.`);
}

/**
 * Runs `work` and gives a failure its true name when the disk below `directory` is full: ffmpeg then leaves truncated
 * outputs and says, with exit code 0 and no word, that all is well.
 */
export async function noticeFullDisk<T>(
  directory: string,
  work: () => Promise<T>,
  free: (directory: string) => Promise<number> = freeAt,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    const failure = asTaskFailure(error);
    if (failure.code !== 'internal' || (await free(directory)) >= FULL) throw error;
    throw new TaskFailure('no_space', failure.detail, { cause: error });
  }
}
