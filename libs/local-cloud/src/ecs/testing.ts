import { ECSClient } from '@aws-sdk/client-ecs';
import { afterEach } from 'vitest';
import { createEcs } from './ecs.ts';
import type { LaunchRequest } from './types.ts';

/** A process that only exists on paper; the spec says when it ends. */
export type PaperTask = LaunchRequest & {
  /** Ends by itself. */
  exit(code: number | null): void;
  stopped: boolean;
};

/** A cluster whose tasks are on paper, and the real client of ECS. Everything ends after each test. */
export function paperCluster() {
  const endings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0)) await end();
  });

  return async function start({ capacity = Infinity } = {}) {
    const launched: PaperTask[] = [];
    let minutes = 0;
    let room = capacity;
    const waiting: (() => void)[] = [];
    const ecs = createEcs({
      cluster: 'films',
      now: () => Date.now() + minutes * 60_000,
      launch: async (request) => {
        if (room <= 0) await new Promise<void>((resolve) => waiting.push(resolve));
        room -= 1;
        const end = Promise.withResolvers<number | null>();
        const task: PaperTask = { ...request, exit: end.resolve, stopped: false };
        launched.push(task);
        return {
          exited: end.promise,
          stop: async () => {
            task.stopped = true;
            end.resolve(0);
          },
        };
      },
    });
    const { url } = await ecs.listen(0);
    const client = new ECSClient({
      ...{ region: 'us-east-1', endpoint: url, maxAttempts: 1 },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    });
    endings.push(async () => {
      client.destroy();
      await ecs.close();
    });
    return {
      ecs,
      url,
      send: client.send.bind(client),
      launched,
      running: () => launched.filter((task) => !task.stopped),
      /** Lets pending launches through. */
      free() {
        room = Infinity;
        for (const go of waiting.splice(0)) go();
      },
      /** Turns the clock; timers run on their own. */
      pass: (more: number) => (minutes += more),
    };
  };
}

/** Calls the agent as a container does. */
export async function agent(task: LaunchRequest, method: 'GET' | 'PUT', body?: object) {
  const response = await fetch(`${task.environment.ECS_AGENT_URI}/task-protection/v1/state`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, Record<string, unknown>>,
  };
}
