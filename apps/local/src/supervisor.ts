import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inheritedEnvironment } from './config.ts';
import type { ProcessSpec } from './processes.ts';

/** A process that stops by itself is started again, as ECS would; the wait grows up to this. Milliseconds. */
const longestWait = 10_000;
/** After this a process that ignores SIGTERM is killed. Milliseconds. */
const patience = 8_000;

export type Supervised = { name: string; pid: () => number | undefined; stop: () => Promise<void> };

/**
 * Runs a process until it is stopped: output goes to `logs/{name}.log`, a crash is followed by a restart.
 * The IPC channel is the child's leash: when this process dies, even by SIGKILL, the channel closes and the child ends.
 */
export function supervise(
  spec: ProcessSpec,
  options: { root: string; logs: string; onCrash: (line: string) => void },
): Supervised {
  mkdirSync(options.logs, { recursive: true });
  const log = openSync(join(options.logs, `${spec.name}.log`), 'a');
  const ending = new AbortController();
  let child: ChildProcess | undefined;

  const keepRunning = async () => {
    for (let wait = 250; !ending.signal.aborted; wait = Math.min(wait * 2, longestWait)) {
      const started = Date.now();
      child = spawn(process.execPath, ['--enable-source-maps', spec.script], {
        cwd: options.root,
        env: { ...inheritedEnvironment(), ...spec.env },
        stdio: ['ignore', log, log, 'ipc'],
      });
      const [code, signal] = await once(child, 'exit');
      if (ending.signal.aborted) return;
      options.onCrash(`${spec.name} stopped (${signal ?? `exit code ${code}`}); starting it again`);
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
      if (child?.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        const kill = setTimeout(() => child?.kill('SIGKILL'), patience);
        await running;
        clearTimeout(kill);
      }
      closeSync(log);
    },
  };
}
