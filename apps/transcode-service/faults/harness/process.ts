import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { bareEnvironment } from './config.ts';

const sources = fileURLToPath(new URL('../../src/', import.meta.url));

export type Process = ReturnType<typeof startProcess>;

type Options = {
  script: 'main.ts' | 'worker.ts';
  env: Record<string, string>;
  log: string;
  /** Options of Node, such as `--import`. */
  nodeOptions?: readonly string[];
  /** Command that becomes Node, such as one that limits it first. */
  wrap?: readonly string[];
};

/**
 * A real process of the service, from its sources, in a process group of its own. The IPC channel is its leash: it ends
 * with this process, however that ends.
 */
export function startProcess({ script, env, log, nodeOptions = [], wrap = [] }: Options) {
  const out = openSync(log, 'a');
  const [command, ...args] = [...wrap, process.execPath, ...nodeOptions, `${sources}${script}`];
  const child: ChildProcess = spawn(command!, args, {
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', out, out, 'ipc'],
    detached: true,
  });
  closeSync(out);
  let ended: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  const exited = once(child, 'exit').then(([code, signal]) => (ended = { code, signal }));
  return {
    pid: child.pid!,
    exited,
    ended: () => ended,
    output: () => readFileSync(log, 'utf8'),
    signal: (signal: NodeJS.Signals) => void (ended ?? child.kill(signal)),
    /** kill -9 of its whole process group; resolves when it is gone. */
    async kill() {
      try {
        if (!ended) process.kill(-child.pid!, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
      return exited;
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
