import { DescribeTasksCommand, RunTaskCommand, StopTaskCommand, type ECSClient } from '@aws-sdk/client-ecs';
import {
  DBInstanceNotFoundFault,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  RestoreDBInstanceToPointInTimeCommand,
  type DBInstance,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { setTimeout as delay } from 'node:timers/promises';
import type { DrillCloud } from './drill.ts';
import type { Outputs } from './stack-outputs.ts';

const tag = 'matinee:drill';
/** Seconds between two looks at the task, and after how many it is stopped. */
const everySeconds = 5;
const limitSeconds = 3600;

type Clients = { rds: RDSClient; ecs: ECSClient };

/** AWS as a drill sees it. The new instance stands where the source stands: same subnets, groups and parameters. */
export function awsDrill({ rds, ecs }: Clients, task: Outputs['databaseTask']): DrillCloud {
  const describe = async (name: string): Promise<DBInstance | undefined> => {
    try {
      const found = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }));
      return found.DBInstances?.[0];
    } catch (error) {
      if (error instanceof DBInstanceNotFoundFault) return undefined;
      throw error;
    }
  };

  return {
    async restore({ source, name, madeBy, at }) {
      const model = await describe(source);
      if (!model) throw new Error(`There is no database instance ${source}.`);
      await rds.send(
        new RestoreDBInstanceToPointInTimeCommand({
          SourceDBInstanceIdentifier: source,
          TargetDBInstanceIdentifier: name,
          ...(at ? { RestoreTime: at } : { UseLatestRestorableTime: true }),
          DBInstanceClass: model.DBInstanceClass,
          DBSubnetGroupName: model.DBSubnetGroup?.DBSubnetGroupName,
          VpcSecurityGroupIds: model.VpcSecurityGroups?.flatMap((group) => group.VpcSecurityGroupId ?? []),
          DBParameterGroupName: model.DBParameterGroups?.[0]?.DBParameterGroupName,
          MultiAZ: false,
          PubliclyAccessible: false,
          DeletionProtection: false,
          AutoMinorVersionUpgrade: false,
          Tags: [{ Key: tag, Value: madeBy }],
        }),
      );
    },

    async find(name) {
      const found = await describe(name);
      const host = found?.Endpoint?.Address;
      const madeBy = found?.TagList?.find(({ Key }) => Key === tag)?.Value;
      return (
        found && {
          status: found.DBInstanceStatus ?? 'unknown',
          ...(host && { host }),
          ...(madeBy && { madeBy }),
        }
      );
    },

    async verify(host, signal) {
      const { tasks = [], failures = [] } = await ecs.send(
        new RunTaskCommand({
          cluster: task.cluster,
          taskDefinition: task.family,
          launchType: 'FARGATE',
          startedBy: 'restore-drill',
          networkConfiguration: task.networkConfiguration,
          overrides: {
            containerOverrides: [
              {
                name: 'database',
                command: ['main.js', 'verify'],
                environment: [{ name: 'DATABASE_HOST', value: host }],
              },
            ],
          },
        }),
      );
      const taskArn = tasks[0]?.taskArn;
      if (!taskArn)
        throw new Error(`ECS did not start the task: ${failures[0]?.reason ?? 'no reason given'}.`);
      return untilStopped(ecs, { cluster: task.cluster, taskArn }, signal);
    },

    async remove(name) {
      await rds.send(
        new DeleteDBInstanceCommand({
          DBInstanceIdentifier: name,
          SkipFinalSnapshot: true,
          DeleteAutomatedBackups: true,
        }),
      );
    },
  };
}

async function untilStopped(
  ecs: ECSClient,
  { cluster, taskArn }: { cluster: string; taskArn: string },
  signal: AbortSignal,
) {
  const deadline = Date.now() + limitSeconds * 1000;
  try {
    for (;;) {
      const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
      const [task] = tasks;
      if (task?.lastStatus === 'STOPPED') {
        const [container] = task.containers ?? [];
        return {
          exitCode: container?.exitCode,
          reason: container?.reason ?? task.stoppedReason ?? 'no reason given',
        };
      }
      if (Date.now() > deadline) throw new Error(`The task is not done within ${limitSeconds} s.`);
      await delay(everySeconds * 1000, undefined, { signal });
    }
  } catch (error) {
    await ecs
      .send(new StopTaskCommand({ cluster, task: taskArn, reason: 'The drill ended' }))
      .catch(() => undefined);
    throw error;
  }
}
