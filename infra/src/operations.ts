import { createAlarms, type Alarms } from './alarms.ts';
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
import { serviceNames, type Services } from './services.ts';
import { workerServices } from './services/worker.ts';
import type { Settings } from './settings.ts';

export type WatchParts = {
  keys: Keys;
  logs: Logs;
  messaging: Messaging;
  database: Database;
  cluster: Cluster;
  delivery: Delivery;
  /** Absent while asleep. */
  balancer?: Balancer | undefined;
};

/** Alarms and dashboard. Made before the services, because ECS looks at alarms while it deploys: services go by name here. */
export function createWatch(settings: Settings, parts: WatchParts): Alarms {
  const { balancer, cluster } = parts;
  const serving = settings.images !== undefined && balancer !== undefined;
  const watched: Watched = {
    queues: parts.messaging.queues,
    database: parts.database,
    // A balancer without tasks would only cry.
    ...(serving && { balancer, cluster: cluster.cluster }),
    services: {
      apis: serving ? serviceNames(settings) : [],
      workerSpot: workerServices.spot,
      workerOnDemand: workerServices.onDemand,
    },
    distribution: parts.delivery.distribution,
    key: parts.keys.key,
    logs: parts.logs,
  };
  createDashboard(settings, watched);
  return createAlarms(settings, watched);
}

export type OperationsParts = {
  alarms: Alarms;
  cluster: Cluster;
  repositories: DeployParts['repositories'];
  databaseTasks: ReturnType<typeof createDatabaseTasks>;
  /** Absent while asleep and before the first images. */
  services?: Services | undefined;
};

/** What else people need to run it: the budget, and the role that deployments take. */
export function createOperations(settings: Settings, parts: OperationsParts) {
  const { services, cluster, databaseTasks } = parts;
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
  return { alarmTopicArn: parts.alarms.topic.arn, deployRoleArn: deploy?.role.arn };
}
