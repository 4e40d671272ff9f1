import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Cluster } from './cluster.ts';
import { createGrant, trustOf } from './components/roles.ts';
import { allow } from './components/statement.ts';
import type { Deployable } from './deployables.ts';
import type { Network } from './network.ts';
import { database, databaseFamily } from './services/database.ts';
import type { Facts } from './services/facts.ts';
import { createTask, type Task } from './services/task.ts';
import type { Settings } from './settings.ts';

export type DatabaseTaskOptions = {
  facts: pulumi.Output<Facts>;
  network: Network;
  cluster: Cluster;
  repositories: Record<Deployable, aws.ecr.Repository>;
};

/**
 * The one-off tasks of the database. Made before the first images, too: a deployment runs `migrate` before it names new
 * images to Pulumi, with this definition and the new image.
 */
export function createDatabaseTasks(settings: Settings, options: DatabaseTaskOptions) {
  const { repositories, network } = options;
  const image =
    settings.images?.database ?? pulumi.interpolate`${repositories.database.repositoryUrl}:not-pushed-yet`;
  const task = createTask(databaseFamily.replace(/^matinee-/, ''), {
    ...options,
    imageOf: () => image,
    parts: [{ part: database }],
    cpu: 256,
    memory: 512,
    stopTimeout: 120,
    healthCheck: false,
  });
  const rotation = settings.images && !settings.asleep ? rotateUsers(options, task) : undefined;
  return {
    ...task,
    /** Absent while asleep and before the first images. */
    rotation,
    /** `aws ecs run-task --network-configuration` takes it as it is. */
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: network.taskSubnetIds,
        securityGroups: [network.groups.services.id],
        assignPublicIp: network.assignPublicIp ? 'ENABLED' : 'DISABLED',
      },
    },
  };
}

/** Every 30 days each service gets its other user with a new password (alternating users). */
function rotateUsers({ facts, network, cluster }: DatabaseTaskOptions, task: Task) {
  const { role, policies } = createGrant('rotation-schedule', {
    trust: facts.apply(({ account, region }) =>
      trustOf(
        'scheduler.amazonaws.com',
        account,
        `arn:aws:scheduler:${region}:${account}:schedule-group/default`,
      ),
    ),
    statements: pulumi.all([facts, task.taskRole.arn, task.executionRole.arn]).apply(
      ([
        {
          account,
          region,
          cluster: { arn },
        },
        ...roles
      ]) => [
        allow('RunRotation', ['ecs:RunTask'], [taskDefinitions(region, account)], {
          ArnEquals: { 'ecs:cluster': arn },
        }),
        allow('HandRolesOver', ['iam:PassRole'], roles, {
          StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
        }),
      ],
    ),
  });
  const schedule = new aws.scheduler.Schedule(
    'rotate-database-users',
    {
      name: 'matinee-rotate-database-users',
      description: 'Gives the services new database users',
      scheduleExpression: 'rate(30 days)',
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 },
      target: {
        arn: cluster.cluster.arn,
        roleArn: role.arn,
        ecsParameters: {
          taskDefinitionArn: task.taskDefinition.arn,
          taskCount: 1,
          launchType: 'FARGATE',
          networkConfiguration: {
            subnets: network.taskSubnetIds,
            securityGroups: [network.groups.services.id],
            assignPublicIp: network.assignPublicIp,
          },
        },
        input: JSON.stringify({
          containerOverrides: [{ name: database.name, command: ['main.js', 'rotate'] }],
        }),
        retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
      },
    },
    { dependsOn: policies },
  );
  return { schedule, role };
}

/** Every revision: the schedule moves on with each deployment. */
const taskDefinitions = (region: string, account: string) =>
  `arn:aws:ecs:${region}:${account}:task-definition/${databaseFamily}:*`;
