import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalCloud, ServiceAddresses } from '@matinee/local-cloud';
import { inheritedEnvironment } from '../config.ts';
import type { ProcessSpec } from '../processes.ts';
import { waitUntilReady } from '../ready.ts';

type Name = keyof ServiceAddresses;
export type Running = { url: string; output: () => string; stop(): Promise<number | null>; kill(): void };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a process of a service on a port of its own and waits until it is ready. */
export async function start(spec: ProcessSpec, root: string, drainSeconds: number): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child: ChildProcess = spawn(process.execPath, ['--enable-source-maps', spec.script], {
    cwd: root,
    env: {
      ...inheritedEnvironment(),
      ...spec.env,
      PORT: String(port),
      DRAIN_SECONDS: String(drainSeconds),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk) => (output = (output + chunk).slice(-5_000)));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const running = {
    url,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
    kill: () => void child.kill('SIGKILL'),
  };
  try {
    await waitUntilReady(url + new URL(spec.readyUrl!).pathname, 30_000);
  } catch (error) {
    running.kill();
    throw new Error(`${spec.name} did not become ready.\n${output}`, { cause: error });
  }
  return running;
}

/** Time that a balancer takes to let go of a task which ECS has deregistered. Milliseconds. */
const propagation = 500;

/**
 * Replaces one process of a service as a rolling deployment of ECS does (minimum 100 %, maximum 200 %): the new one is
 * registered and has to be healthy, then the old one gets SIGTERM while the balancer is still letting go of it.
 * @returns the exit code of the old one
 */
export async function replace(
  cloud: Pick<LocalCloud, 'setServices' | 'healthy'>,
  name: Name,
  old: Running,
  young: Running,
): Promise<number | null> {
  cloud.setServices({ [name]: [old.url, young.url] });
  await until(() => cloud.healthy(name).includes(young.url), `${name} did not become healthy at the edge.`);
  const ending = old.stop();
  await delay(propagation);
  cloud.setServices({ [name]: young.url });
  return ending;
}

async function until(condition: () => boolean, otherwise: string, patience = 20_000): Promise<void> {
  for (const deadline = Date.now() + patience; !condition(); await delay(20))
    if (Date.now() > deadline) throw new Error(otherwise);
}
