import { setTimeout as pause } from 'node:timers/promises';
import { isAlreadyThere, isConflict } from './errors.ts';

const attempts = 4;

/**
 * A conditional write: `exists` when the object was there before. A conflict with a concurrent writer is tried
 * again after 0.1 s, 0.2 s and 0.4 s, each with jitter, until one of the two has won.
 */
export async function writeOnce(write: () => Promise<unknown>): Promise<'written' | 'exists'> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write();
      return 'written';
    } catch (error) {
      if (isAlreadyThere(error)) return 'exists';
      if (!isConflict(error) || attempt === attempts) throw error;
      await pause(100 * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }
}
