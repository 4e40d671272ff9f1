import { clientException, clusterNotFound, serviceNotFound } from './errors.ts';
import type { Definition, Service, Task } from './types.ts';

export const ACCOUNT = '000000000000';
/** Stopped tasks can be described for a while, as on AWS (about an hour there). */
const MOST_STOPPED = 100;

export type Store = ReturnType<typeof createStore>;

/** One cluster with its task definitions, services and tasks. In memory: tasks do not outlive their parent. */
export function createStore({ region, cluster }: { region: string; cluster: string }) {
  const definitions = new Map<string, Definition[]>();
  const services = new Map<string, Service>();
  const tasks = new Map<string, Task>();

  const arn = (resource: string) => `arn:aws:ecs:${region}:${ACCOUNT}:${resource}`;
  /** Names, short ARNs and full ARNs all end in the name. */
  const lastPart = (nameOrArn: string) => nameOrArn.split('/').at(-1)!;

  return {
    definitions,
    services,
    tasks,
    clusterArn: arn(`cluster/${cluster}`),
    serviceArn: (name: string) => arn(`service/${cluster}/${lastPart(name)}`),
    taskArn: (id: string) => arn(`task/${cluster}/${lastPart(id)}`),
    definitionArn: ({ family, revision }: Definition) => arn(`task-definition/${family}:${revision}`),

    /** Throws ClusterNotFoundException unless this is the cluster; without a name ECS means one called default. */
    checkCluster(nameOrArn: unknown): void {
      const given = nameOrArn === undefined ? 'default' : String(nameOrArn);
      if (given !== cluster && given !== arn(`cluster/${cluster}`)) throw clusterNotFound();
    },

    findService: (nameOrArn: string): Service | undefined => services.get(lastPart(nameOrArn)),
    service(nameOrArn: string): Service {
      const service = services.get(lastPart(nameOrArn));
      if (!service) throw serviceNotFound();
      return service;
    },

    findTask: (idOrArn: string): Task | undefined => tasks.get(lastPart(idOrArn)),
    /** Tasks of a service that run or will. */
    tasksOf: (service: Service): Task[] =>
      [...tasks.values()].filter(
        (task) => task.service === service && (task.status === 'PENDING' || task.status === 'RUNNING'),
      ),
    forgetOldTasks(): void {
      const stopped = [...tasks.values()].filter(({ status }) => status === 'STOPPED');
      for (const { id } of stopped.slice(0, Math.max(0, stopped.length - MOST_STOPPED))) tasks.delete(id);
    },

    /** By family (its newest revision), family:revision or ARN. */
    definition(name: string, refusal = 'TaskDefinition not found.'): Definition {
      const [family = '', revision] = lastPart(name).split(':');
      const all = definitions.get(family) ?? [];
      const found =
        revision === undefined ? all.at(-1) : all.find((one) => one.revision === Number(revision));
      if (!found) throw clientException(refusal);
      return found;
    },
  };
}
