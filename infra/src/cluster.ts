import * as aws from '@pulumi/aws';
import type { Keys } from './keys.ts';
import type { Logs } from './logs.ts';
import type { Settings } from './settings.ts';

/** The ECS cluster. Nobody may open a shell in a task; should that ever be allowed, every session is on record. */
export function createCluster({ profile }: Settings, logs: Logs, { key }: Keys) {
  const sessions = logs.group('/matinee/exec');
  const cluster = new aws.ecs.Cluster('matinee', {
    name: 'matinee',
    settings: [{ name: 'containerInsights', value: profile.containerInsights ? 'enhanced' : 'disabled' }],
    configuration: {
      executeCommandConfiguration: {
        logging: 'OVERRIDE',
        ...(key && { kmsKeyId: key.arn }),
        logConfiguration: {
          cloudWatchLogGroupName: sessions.name,
          cloudWatchEncryptionEnabled: key !== undefined,
        },
      },
    },
  });
  const capacityProviders = new aws.ecs.ClusterCapacityProviders('matinee', {
    clusterName: cluster.name,
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
  });
  return {
    cluster,
    /** To be waited for by services, which name a capacity provider. */
    capacityProviders,
    /** Where the containers of a task write; `name` such as `catalog`. */
    logGroup: (name: string) => logs.group(`/matinee/${name}`),
  };
}
export type Cluster = ReturnType<typeof createCluster>;
