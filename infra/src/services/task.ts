import type * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Cluster } from '../cluster.ts';
import { container } from '../components/container.ts';
import { createGrant, executionStatements, trustOf } from '../components/roles.ts';
import { createTaskDefinition } from '../components/task-definition.ts';
import type { Deployable } from '../deployables.ts';
import type { Facts } from './facts.ts';
import { valueFrom, type Part } from './part.ts';

export type TaskOptions = {
  facts: pulumi.Output<Facts>;
  cluster: Cluster;
  repositories: Record<Deployable, aws.ecr.Repository>;
  /** By digest. */
  imageOf(deployable: Deployable): pulumi.Input<string>;
  /** Containers of the task; more than one share role and life. */
  parts: readonly { part: Part; port?: number }[];
  cpu: number;
  memory: number;
  diskGb?: number;
  stopTimeout: number;
  healthCheck?: boolean;
};

/** A task of one or more parts: log group, role of its code, role of ECS, task definition. */
export function createTask(name: string, options: TaskOptions) {
  const { facts, parts, cluster } = options;
  const logGroup = cluster.logGroup(name);
  const trust = facts.apply(({ account, region }) =>
    trustOf('ecs-tasks.amazonaws.com', account, `arn:aws:ecs:${region}:${account}:*`),
  );
  const mayDo = parts.some(({ part }) => part.statements);
  const taskRole = createGrant(`${name}-task`, {
    trust,
    ...(mayDo && {
      statements: facts.apply((known) => parts.flatMap(({ part }) => part.statements?.(known) ?? [])),
    }),
  });
  const repositories = [...new Set(parts.map(({ part }) => part.image))].map(
    (image) => options.repositories[image].arn,
  );
  const executionRole = createGrant(`${name}-execution`, {
    trust,
    statements: pulumi.all([facts, logGroup.arn, pulumi.all(repositories)]).apply(([known, logs, images]) =>
      executionStatements({
        ...known,
        repositories: images,
        logGroups: [logs],
        secrets: injected(parts, known),
      }),
    ),
  });
  const taskDefinition = createTaskDefinition(`matinee-${name}`, {
    names: parts.map(({ part }) => part.name),
    cpu: options.cpu,
    memory: options.memory,
    ...(options.diskGb && { diskGb: options.diskGb }),
    taskRole,
    executionRole,
    containers: pulumi
      .all([facts, logGroup.name, pulumi.all(parts.map(({ part }) => options.imageOf(part.image)))])
      .apply(([known, logs, images]) =>
        parts.map(({ part, port }, index) =>
          container({
            name: part.name,
            image: images[index]!,
            command: part.command,
            environment: {
              ...part.environment(known),
              ...(port !== undefined && { PORT: String(port) }),
            },
            secrets: Object.fromEntries(
              Object.entries(part.secrets(known)).map(([variable, from]) => [variable, valueFrom(from)]),
            ),
            port,
            logGroup: logs,
            region: known.region,
            stopTimeout: options.stopTimeout,
            healthCheck: options.healthCheck ?? true,
          }),
        ),
      ),
  });
  return {
    name: `matinee-${name}`,
    taskDefinition,
    taskRole: taskRole.role,
    executionRole: executionRole.role,
    logGroup,
  };
}
export type Task = ReturnType<typeof createTask>;

const injected = (parts: TaskOptions['parts'], facts: Facts): string[] => [
  ...new Set(parts.flatMap(({ part }) => Object.values(part.secrets(facts)).map(({ arn }) => arn))),
];
