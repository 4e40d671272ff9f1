import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../client.ts';
import { connect, databaseUrlOf } from '../database.ts';
import { cpuSecondsOf, environmentOf, findProcess, processTree } from '../processes.ts';
import { root, type Stack } from '../stack.ts';
import { send, workerOf } from './engine.ts';
import type { Made } from './types.ts';
import { createViewer } from './viewer.ts';

/** CPU-seconds that the killed worker had put into its task: in the middle of it, not at its start. */
const IN_THE_MIDDLE = 3;
const MOST_SECONDS = 600;

export interface Survival {
  /** Tasks that had to be done again. The killed worker had one slot. */
  lostChunks: number;
  /** CPU-seconds that were thrown away. */
  lostCpu: number;
  /** From the kill until another worker had taken over, and from the end of the upload to ready. */
  takenOverAfter: number | null;
  wall: number;
  made: Made[];
}

/** A second worker like the one that runs, with one slot. Nothing ends it but SIGKILL or the end of the benchmark. */
function startWorker(stack: Stack, scratch: string) {
  const directory = mkdtempSync(join(scratch, 'victim-'));
  const log = openSync(join(directory, 'log'), 'a');
  const child = spawn(process.execPath, [join(root, 'apps/transcode-service/dist/worker.js')], {
    cwd: root,
    env: {
      ...environmentOf(workerOf(stack)),
      NODE_CHANNEL_FD: undefined,
      WORKER_SLOTS: '1',
      WORKER_DIRECTORY: directory,
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return child;
}

/**
 * Kills one of two workers (SIGKILL) while it encodes, and sees what it costs: the tasks that were claimed twice, the
 * CPU-seconds they had used, and whether the video is whole in the end.
 */
export async function killWorker(
  stack: Stack,
  client: Client,
  file: string,
  scratch: string,
): Promise<Survival> {
  const victim = startWorker(stack, scratch);
  const database = await connect(
    await databaseUrlOf(findProcess(stack.process.pid!, 'transcode-service/dist/main.js')),
  );
  try {
    await delay(2000); // It has to be there when the work is handed out.
    const { videoKey, uploadedAt } = await send(client, file);
    const lostCpu = await untilBusy(victim.pid!);
    victim.kill('SIGKILL');
    const killedAt = performance.now();
    const again = async () => {
      const rows: { count: bigint }[] = await database.query(
        "SELECT COUNT(*) AS count FROM tasks WHERE videoKey = ? AND attempts > 1 AND state <> 'cancelled'",
        [videoKey],
      );
      return Number(rows[0]!.count);
    };
    const viewer = createViewer(client, videoKey);
    let takenOverAfter: number | null = null;
    const watching = setInterval(() => {
      if (takenOverAfter !== null) return;
      void again().then((count) => {
        if (count > 0) takenOverAfter ??= (performance.now() - killedAt) / 1000;
      });
    }, 250);
    const readyAt = await viewer.untilReady().finally(() => clearInterval(watching));
    return {
      lostChunks: await again(),
      lostCpu,
      takenOverAfter,
      wall: (readyAt - uploadedAt) / 1000,
      made: await viewer.download(mkdtempSync(join(scratch, 'survived-'))),
    };
  } finally {
    victim.kill('SIGKILL');
    await database.end();
  }
}

/** Waits until a tool below the worker has worked for a while. @returns its CPU-seconds */
async function untilBusy(worker: number): Promise<number> {
  for (const deadline = performance.now() + MOST_SECONDS * 1000; performance.now() < deadline;) {
    const tools = processTree(worker).filter(({ pid }) => pid !== worker);
    const cpu = tools.reduce((sum, { pid }) => sum + cpuSecondsOf(pid), 0);
    if (cpu >= IN_THE_MIDDLE) return cpu;
    await delay(50);
  }
  throw new Error('The second worker was never given a task');
}
