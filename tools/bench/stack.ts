import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const root = join(import.meta.dirname, '../..');

export type Stack = {
  origin: string;
  ports: { catalog: number };
  process: ChildProcess;
  seconds: number;
  stop: () => Promise<void>;
};

/** Below the range from which Linux takes ports of outgoing connections (32768 on), so that none of them is in the way. */
export const stackPort = 28_080;

/**
 * Runs `npm start` over a data folder and waits for its last screen.
 * @returns also the seconds from the command to that screen.
 */
export async function startStack(data: string, port = stackPort): Promise<Stack> {
  const started = performance.now();
  const child = spawn('npm', ['start', '--silent', '--', '--data', data, '--port', String(port)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  let isRunning = false;
  for await (const line of createInterface({ input: child.stdout })) {
    isRunning = line.includes('Matinee is running');
    if (isRunning) break;
  }
  if (!isRunning) throw new Error('npm start ended before it was ready');
  child.stdout.resume();
  return {
    origin: `http://localhost:${port}`,
    ports: { catalog: port + 3 },
    process: child,
    seconds: (performance.now() - started) / 1000,
    async stop() {
      const exit = once(child, 'exit');
      process.kill(-child.pid!, 'SIGTERM');
      await exit;
    },
  };
}
