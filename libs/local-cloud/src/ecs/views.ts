import type { Store } from './store.ts';
import type { Definition, Service, Task } from './types.ts';

/** AWS JSON 1.1 writes times as seconds since the epoch. */
const seconds = (milliseconds: number | undefined) => milliseconds && milliseconds / 1000;

/** Records as ECS describes them. */
export const createViews = (store: Store) => ({
  definition: (definition: Definition) => ({
    taskDefinitionArn: store.definitionArn(definition),
    family: definition.family,
    revision: definition.revision,
    status: 'ACTIVE',
    registeredAt: seconds(definition.createdAt),
    containerDefinitions: [
      {
        ...definition.container,
        essential: true,
        environment: Object.entries(definition.container.environment).map(([name, value]) => ({
          name,
          value,
        })),
      },
    ],
  }),

  service(service: Service) {
    const tasks = store.tasksOf(service);
    const count = (status: Task['status']) => tasks.filter((task) => task.status === status).length;
    return {
      serviceArn: store.serviceArn(service.name),
      serviceName: service.name,
      clusterArn: store.clusterArn,
      status: service.active ? 'ACTIVE' : 'INACTIVE',
      desiredCount: service.desired,
      runningCount: count('RUNNING'),
      pendingCount: count('PENDING'),
      taskDefinition: store.definitionArn(service.definition),
      createdAt: seconds(service.createdAt),
    };
  },

  task: (task: Task) => ({
    taskArn: store.taskArn(task.id),
    clusterArn: store.clusterArn,
    taskDefinitionArn: store.definitionArn(task.definition),
    group: task.service ? `service:${task.service.name}` : `family:${task.definition.family}`,
    lastStatus: task.status,
    desiredStatus: task.status === 'PENDING' || task.status === 'RUNNING' ? 'RUNNING' : 'STOPPED',
    createdAt: seconds(task.createdAt),
    startedAt: seconds(task.startedAt),
    stoppedAt: seconds(task.stoppedAt),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containers: [
      {
        name: task.definition.container.name,
        lastStatus: task.status,
        ...(typeof task.exitCode === 'number' && { exitCode: task.exitCode }),
        // What Docker reports of a process that SIGKILL ended: 128 + 9.
        ...(task.exitCode === null && { exitCode: 137 }),
      },
    ],
  }),
});
export type Views = ReturnType<typeof createViews>;
