import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { volumeOf, type Container } from './container.ts';
import type { Grant } from './roles.ts';

export type TaskDefinitionOptions = {
  /** Known before anything is made: volumes are declared for them. */
  names: string[];
  containers: pulumi.Input<Container[]>;
  cpu: number;
  memory: number;
  taskRole: Grant;
  executionRole: Grant;
  /** GiB; Fargate gives 20 without asking, and 21 or more on request. */
  diskGb?: number;
};

/**
 * A Fargate task on ARM, the cheaper of the two. Old revisions stay, so that ECS can return to them. It is there once its
 * roles may do what they are for: a task that starts before would fail.
 */
export const createTaskDefinition = (name: string, options: TaskDefinitionOptions) =>
  new aws.ecs.TaskDefinition(
    name,
    {
      family: name,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      cpu: String(options.cpu),
      memory: String(options.memory),
      taskRoleArn: options.taskRole.role.arn,
      executionRoleArn: options.executionRole.role.arn,
      volumes: options.names.map((one) => ({ name: volumeOf(one) })),
      ...(options.diskGb && { ephemeralStorage: { sizeInGib: options.diskGb } }),
      containerDefinitions: pulumi.jsonStringify(options.containers),
      skipDestroy: true,
    },
    { dependsOn: [...options.taskRole.policies, ...options.executionRole.policies] },
  );
