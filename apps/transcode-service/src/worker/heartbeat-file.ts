import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Options = {
  /** WORKER_DIRECTORY; the container's health check looks for `alive` in it, not older than 60 s. */
  directory: string;
  /** Milliseconds since the consumer's loop last turned. */
  silentFor: () => number;
  everyMs?: number;
  /** What `alive` says, once and for all, to whoever looks into it. */
  facts?: object;
  log: { warn(fields: object, message: string): void };
};

/** Often enough for two beats to fail before the health check's 60 s are over. */
const EVERY_MS = 15_000;
/**
 * A loop that is silent for longer hangs: even a receive whose connection stalls is given up and repeated by the SDK
 * within four times 15 s.
 */
const LONGEST_SILENCE = 90_000;

/**
 * Touches `alive` while the consumer takes messages or has its hands full. A loop that hangs, or an event loop that
 * is blocked, lets the file grow old, and ECS replaces the task.
 */
export function keepHeartbeatFile({ directory, silentFor, everyMs = EVERY_MS, facts, log }: Options) {
  const file = join(directory, 'alive');
  const words = facts ? JSON.stringify(facts) : '';

  async function beat(): Promise<void> {
    if (silentFor() > LONGEST_SILENCE) return;
    const now = new Date();
    try {
      // Touching works on a full disk too; the file is only written where there is none.
      await utimes(file, now, now).catch(() => writeFile(file, words));
    } catch (error) {
      log.warn({ err: error }, 'heartbeat file could not be touched');
    }
  }

  // Another worker may have left one that says something else.
  void writeFile(file, words)
    .catch(() => undefined)
    .then(beat);
  const timer = setInterval(() => void beat(), everyMs);
  return { stop: () => clearInterval(timer) };
}
