import { setTimeout as delay } from 'node:timers/promises';
import { run } from './run.ts';

const GRACE_MS = 5_000;
const POLL_MS = 30;

/**
 * Stops every mariadbd that still holds `datadir`. Call it only while holding the folder's lock: whoever
 * started such a server is then dead (kill -9 gives a parent no chance to stop its child).
 * Found by command line rather than by a remembered process id, which may belong to someone else by now.
 */
export async function stopOrphans(datadir: string): Promise<void> {
  const signals = ['SIGTERM', 'SIGKILL'] as const;
  for (const name of signals) {
    for (const pid of await holders(datadir)) signal(pid, name);
    const deadline = Date.now() + GRACE_MS;
    while (Date.now() < deadline) {
      if ((await holders(datadir)).length === 0) return;
      await delay(POLL_MS);
    }
  }
  throw new Error(`A database server of an earlier run still uses ${datadir}. End it by hand.`);
}

/** Process ids. A zombie has no arguments any more, so it does not count: it holds no file. */
async function holders(datadir: string): Promise<number[]> {
  const listing = await run('ps', ['-axwwo', 'pid=,args=']);
  return listing
    .split('\n')
    .filter((line) => line.includes('mariadbd') && `${line} `.includes(`--datadir=${datadir} `))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid > 0);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
