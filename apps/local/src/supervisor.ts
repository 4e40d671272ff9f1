import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessSpec } from './processes.ts';
import { manner, startProcess, type Place, type RunningProcess } from './start-process.ts';

/** A process that stops by itself is started again, as ECS would; the wait grows up to this. Milliseconds. */
const longestWait = 10_000;

export type Supervised = { name: string; pid: () => number | undefined; stop: () => Promise<void> };

/** Runs a process until it is stopped; a crash is followed by a restart. */
export function supervise(
  spec: ProcessSpec,
  options: Place & { onCrash: (line: string) => void },
): Supervised {
  const ending = new AbortController();
  let child: RunningProcess | undefined;

  const keepRunning = async () => {
    for (let wait = 250; !ending.signal.aborted; wait = Math.min(wait * 2, longestWait)) {
      const started = Date.now();
      child = startProcess(spec, options);
      const end = await child.exited;
      if (ending.signal.aborted) return;
      options.onCrash(`${spec.name} stopped (${manner(end)}); starting it again`);
      if (Date.now() - started > longestWait) wait = 250;
      await delay(wait, undefined, { signal: ending.signal }).catch(() => {});
    }
  };
  const running = keepRunning();

  return {
    name: spec.name,
    pid: () => child?.pid,
    async stop() {
      ending.abort();
      await child?.stop();
      await running;
    },
  };
}
