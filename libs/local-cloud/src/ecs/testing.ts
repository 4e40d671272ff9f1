import { ECSClient } from '@aws-sdk/client-ecs';
import { afterEach } from 'vitest';
import { createEcs } from './ecs.ts';
import { paperTasks } from './paper.ts';
import type { LaunchRequest } from './types.ts';

/** A cluster whose tasks are on paper, and the real client of ECS. Everything ends after each test. */
export function paperCluster() {
  const endings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0)) await end();
  });

  return async function start(options?: { capacity: number }) {
    const paper = paperTasks(options);
    let minutes = 0;
    const ecs = createEcs({
      cluster: 'films',
      now: () => Date.now() + minutes * 60_000,
      launch: paper.launch,
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
      ...paper,
      ecs,
      url,
      send: client.send.bind(client),
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
