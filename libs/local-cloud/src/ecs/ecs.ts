import { closeServer, listenOnLoopback } from '../loopback.ts';
import { createAgent } from './agent.ts';
import { definitionOperations } from './operations/definitions.ts';
import { serviceOperations } from './operations/services.ts';
import { taskOperations } from './operations/tasks.ts';
import { createScheduler } from './scheduler.ts';
import { createEcsServer } from './server.ts';
import { createStore } from './store.ts';
import { createTaskRunner } from './tasks.ts';
import type { Launch, Service } from './types.ts';
import { createViews } from './views.ts';

export type EcsOptions = {
  region?: string;
  /** The one cluster there is. */
  cluster: string;
  launch: Launch;
  /** Milliseconds since the epoch. */
  now?: () => number;
};

export type ServiceSettings = {
  name: string;
  command: string[];
  environment: Record<string, string>;
  desiredCount: number;
};

export type Ecs = ReturnType<typeof createEcs>;

/** Runs tasks as processes of this machine and refuses what Amazon ECS refuses; README.md lists the operations. */
export function createEcs({ region = 'us-east-1', cluster, launch, now = Date.now }: EcsOptions) {
  let url = '';
  const store = createStore({ region, cluster });
  const scheduler = createScheduler({ store, now }, () => runner);
  const runner = createTaskRunner({
    store,
    launch,
    agentUri: (taskId) => `${url}/api/${taskId}`,
    onChange: scheduler.changed,
    now,
  });
  const context = { store, views: createViews(store), scheduler, runner, now };
  const operations = {
    ...definitionOperations(context),
    ...serviceOperations(context),
    ...taskOperations(context),
  };
  const server = createEcsServer({ operations, agent: createAgent({ store, scheduler, now }) });

  return {
    /** Listens on 127.0.0.1; port 0 picks a free one. */
    async listen(port: number): Promise<{ port: number; url: string }> {
      const at = await listenOnLoopback(server, port);
      url = at.url;
      return at;
    },

    /** What Pulumi does on AWS: a task definition of the service's name, and the service at its first size. */
    createService({ name, command, environment, desiredCount }: ServiceSettings): void {
      operations.RegisterTaskDefinition!({
        family: name,
        containerDefinitions: [
          {
            ...{ name, image: name, command },
            environment: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
          },
        ],
      });
      const service: Service = {
        ...{ name, definition: store.definition(name), desired: desiredCount, active: true },
        ...{ createdAt: now(), crashes: 0, notBefore: 0 },
      };
      store.services.set(name, service);
      scheduler.reconcile(service);
    },

    /** What DeleteService leaves behind: no tasks, and a name that is refused. */
    retireService(name: string): void {
      const service = store.service(name);
      Object.assign(service, { active: false, desired: 0 });
      scheduler.reconcile(service);
    },

    /** Ends every task and starts no other. The API still answers. */
    async stopTasks(): Promise<void> {
      scheduler.close();
      await runner.stopAll('The local cloud stops');
    },

    async close(): Promise<void> {
      await this.stopTasks();
      await closeServer(server);
    },
  };
}
