import type * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { Cluster } from './cluster.ts';
import type { createDatabaseTasks } from './database-tasks.ts';
import type { Delivery } from './delivery.ts';
import type { Deployable } from './deployables.ts';
import type { Secrets } from './secrets.ts';
import type { Services } from './services.ts';
import { database } from './services/database.ts';
import type { Settings } from './settings.ts';

export type OutputsOptions = {
  settings: Settings;
  delivery: Delivery;
  repositories: Record<Deployable, aws.ecr.Repository>;
  cluster: Cluster;
  databaseTasks: ReturnType<typeof createDatabaseTasks>;
  secrets: Secrets;
  services: Services | undefined;
  operations: { alarmTopicArn: pulumi.Output<string>; deployRoleArn?: pulumi.Output<string> | undefined };
};

/** What `pulumi stack output` tells people and the deployment (docs/deploy). */
export const stackOutputs = ({
  settings,
  delivery,
  repositories,
  cluster,
  databaseTasks,
  ...rest
}: OutputsOptions) => ({
  publicOrigin: delivery.publicOrigin,
  /** Images that run, by digest: what a failed deployment returns to. */
  ...(settings.images && { images: settings.images }),
  distributionId: delivery.distribution.id,
  /** Where to push the image of each deployable. */
  repositories: each(repositories, ({ repositoryUrl }) => repositoryUrl),
  /** Names of the secrets that wait for a value. */
  secrets: Object.values(rest.secrets).map(({ name }) => name),
  ...rest.operations,
  clusterName: cluster.cluster.name,
  /** ECS services that a deployment waits for. */
  services: rest.services?.services.map(({ service }) => service.name) ?? [],
  /** Parts of `aws ecs run-task` for `migrate`, `rotate` and `verify`. */
  databaseTask: {
    cluster: cluster.cluster.name,
    family: databaseTasks.name,
    taskDefinition: databaseTasks.taskDefinition.arn,
    container: database.name,
    command: ['main.js', 'migrate'],
    networkConfiguration: databaseTasks.networkConfiguration,
    logGroup: databaseTasks.logGroup.name,
  },
});

const each = <K extends string, V, W>(record: Record<K, V>, to: (value: V) => W) =>
  Object.fromEntries(Object.entries<V>(record).map(([key, value]) => [key, to(value)])) as Record<K, W>;
