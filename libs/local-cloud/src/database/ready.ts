import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const READY_DEADLINE_MS = 60_000; // crash recovery of a big redo log; a plain start takes 0.2 s
const POLL_MS = 15;

/**
 * Resolves once the server greets on `socket`. A mere connection is no proof: the kernel accepts it into the
 * backlog while --init-file still runs, and on the TCP port a foreign server could answer.
 */
export async function waitUntilReady(socket: string): Promise<void> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (!(await greets(socket))) {
    if (Date.now() > deadline)
      throw new Error(`mariadbd did not answer within ${READY_DEADLINE_MS / 1000} s.`);
    await delay(POLL_MS);
  }
}

const greets = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const connection = connect(socket);
    const answer = (ready: boolean): void => {
      connection.destroy();
      resolve(ready);
    };
    connection.once('data', () => answer(true));
    connection.once('error', () => answer(false));
    connection.once('close', () => answer(false));
  });

/** The end of the server's log, for an error message. */
export function lastLines(log: string): string {
  try {
    return readFileSync(log, 'utf8').trim().split('\n').slice(-8).join('\n');
  } catch {
    return '(no log was written)';
  }
}
