import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { inheritedEnvironment } from './config.ts';
import type { ProcessSpec } from './processes.ts';

/** After this a process that ignores SIGTERM is killed. Milliseconds. */
const patience = 8_000;

export type Place = { root: string; logs: string };

export type RunningProcess = {
  pid: number | undefined;
  /** How it ended, whoever ended it. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** SIGTERM, then SIGKILL; resolves when it has ended. */
  stop: () => Promise<void>;
};

/**
 * One life of a process, with its output in `logs/{name}.log`. The IPC channel is the child's leash: when this process
 * dies, even by SIGKILL, the channel closes and the child ends.
 */
export function startProcess(
  spec: Pick<ProcessSpec, 'name' | 'script' | 'env'>,
  { root, logs }: Place,
): RunningProcess {
  mkdirSync(logs, { recursive: true });
  const log = openSync(join(logs, `${spec.name}.log`), 'a');
  const child = spawn(process.execPath, ['--enable-source-maps', spec.script], {
    cwd: root,
    env: { ...inheritedEnvironment(), ...spec.env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return {
    pid: child.pid,
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), patience);
      await exited;
      clearTimeout(kill);
    },
  };
}

/** How a process ended, in words. */
export const manner = ({ code, signal }: Awaited<RunningProcess['exited']>): string =>
  signal ?? `exit code ${code}`;
