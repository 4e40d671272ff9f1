import { createAlarms } from './alarms.ts';
import type { Watched } from './alarms/watched.ts';
import type { Balancer } from './balancer.ts';
import { createBudget } from './budget.ts';
import type { Cluster } from './cluster.ts';
import { createDashboard } from './dashboard.ts';
import type { createDatabaseTasks } from './database-tasks.ts';
import type { Database } from './database.ts';
import type { Delivery } from './delivery.ts';
import { createDeployRole, type DeployParts } from './deploy-role.ts';
import type { Keys } from './keys.ts';
import type { Logs } from './logs.ts';
import type { Messaging } from './messaging.ts';
import type { Services } from './services.ts';
import { workerServices } from './services/worker.ts';
import type { Settings } from './settings.ts';

export type OperationsParts = {
  keys: Keys;
  logs: Logs;
  messaging: Messaging;
  database: Database;
  cluster: Cluster;
  delivery: Delivery;
  repositories: DeployParts['repositories'];
  databaseTasks: ReturnType<typeof createDatabaseTasks>;
  /** Absent while asleep. */
  balancer?: Balancer | undefined;
  /** Absent while asleep and before the first images. */
  services?: Services | undefined;
};

/** What people need to run it: alarms, dashboard, budget, and the role that deployments take. */
export function createOperations(settings: Settings, parts: OperationsParts) {
  const { services, balancer, cluster, databaseTasks } = parts;
  const watched: Watched = {
    queues: parts.messaging.queues,
    database: parts.database,
    // A balancer without tasks would only cry.
    ...(balancer && services && { balancer }),
    ...(services && { cluster: cluster.cluster }),
    services: {
      apis: services?.services.map(({ name }) => name) ?? [],
      workerSpot: workerServices.spot,
      workerOnDemand: workerServices.onDemand,
    },
    distribution: parts.delivery.distribution,
    key: parts.keys.key,
    logs: parts.logs,
  };
  const { topic } = createAlarms(settings, watched);
  createDashboard(settings, watched);
  createBudget(settings);
  const tasks = [databaseTasks, ...(services ? [...services.services, services.workers] : [])];
  const deploy = createDeployRole(settings, {
    repositories: parts.repositories,
    cluster: cluster.cluster,
    databaseFamily: databaseTasks.name,
    taskRoles: tasks.flatMap(({ taskRole, executionRole }) => [taskRole, executionRole]),
    rotation: databaseTasks.rotation && {
      name: databaseTasks.rotation.schedule.name,
      role: databaseTasks.rotation.role,
    },
  });
  return { alarmTopicArn: topic.arn, deployRoleArn: deploy?.role.arn };
}
