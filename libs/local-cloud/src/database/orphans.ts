import { setTimeout as delay } from 'node:timers/promises';
import { run } from './run.ts';

const GRACE_MS = 5_000;
const POLL_MS = 20;

/**
 * Stops every mariadbd that still holds `datadir`. Call it only while holding the folder's lock: whoever
 * started such a server is then dead (kill -9 gives a parent no chance to stop its child).
 * Found by command line rather than by a remembered process id, which may belong to someone else by now.
 */
export async function stopOrphans(datadir: string): Promise<number[]> {
  const pids = await holders(datadir);
  for (const pid of pids) await stopByPid(pid);
  return pids;
}

async function holders(datadir: string): Promise<number[]> {
  const listing = await run('ps', ['-axwwo', 'pid=,args=']);
  return listing
    .split('\n')
    .filter((line) => line.includes('mariadbd') && `${line} `.includes(`--datadir=${datadir} `))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid > 0 && pid !== process.pid);
}

async function stopByPid(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while (isAlive(pid) && Date.now() < deadline) await delay(POLL_MS);
  signal(pid, 'SIGKILL');
  while (isAlive(pid) && Date.now() < deadline + GRACE_MS) await delay(POLL_MS);
  if (isAlive(pid))
    throw new Error(`A mariadbd of an earlier run (process ${pid}) does not stop. End it by hand.`);
}

const isAlive = (pid: number): boolean => signal(pid, 0);

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
