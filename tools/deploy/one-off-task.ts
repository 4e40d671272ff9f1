import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
  type ECSClient,
  type NetworkConfiguration,
  type Task,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { setTimeout as delay } from 'node:timers/promises';

export type OneOff = {
  cluster: string;
  /** Task definition of one container whose newest revision is the model. */
  family: string;
  /** Image by digest that the container gets. */
  image: string;
  /** Arguments of the image's entry point. */
  command: string[];
  networkConfiguration: NetworkConfiguration;
};

export type Ended = {
  /** Undefined when the container never ran, such as for an image that cannot be pulled. */
  exitCode: number | undefined;
  reason: string;
};

type Watch = {
  say: (line: string) => void;
  /** After this many seconds the task is stopped and counted as failed. */
  limitSeconds: number;
  /** Seconds between two looks. */
  everySeconds: number;
};

/**
 * Registers a revision with the new image, copied from the newest, runs it once and waits for its end. Services are
 * not touched: they keep the revision they have.
 * @throws Error when ECS does not start the task
 */
export async function runOneOff(ecs: ECSClient, oneOff: OneOff, watch: Watch): Promise<Ended> {
  const { cluster, family, image, command, networkConfiguration } = oneOff;
  const { taskDefinition: model } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: family }),
  );
  const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(withImage(model!, image)));
  const { taskDefinitionArn, containerDefinitions } = taskDefinition!;
  watch.say(`registered ${taskDefinitionArn}`);
  const { tasks = [], failures = [] } = await ecs.send(
    new RunTaskCommand({
      cluster,
      taskDefinition: taskDefinitionArn!,
      launchType: 'FARGATE',
      startedBy: 'deploy',
      networkConfiguration,
      overrides: { containerOverrides: [{ name: containerDefinitions![0]!.name!, command }] },
    }),
  );
  const taskArn = tasks[0]?.taskArn;
  if (!taskArn) throw new Error(`ECS did not start the task: ${failures[0]?.reason ?? 'no reason given'}.`);
  watch.say(`started ${taskArn}`);
  return endOf(await untilStopped(ecs, cluster, taskArn, watch));
}

/** What RegisterTaskDefinition takes of what DescribeTaskDefinition tells. */
function withImage(model: TaskDefinition, image: string) {
  const { containerDefinitions = [], family, taskRoleArn, executionRoleArn, networkMode, volumes } = model;
  const { requiresCompatibilities, cpu, memory, runtimePlatform, ephemeralStorage } = model;
  if (containerDefinitions.length !== 1)
    throw new Error(`${family} has ${containerDefinitions.length} containers; a one-off task has one.`);
  return {
    ...{ family: family!, taskRoleArn, executionRoleArn, networkMode, volumes },
    ...{ requiresCompatibilities, cpu, memory, runtimePlatform, ephemeralStorage },
    containerDefinitions: containerDefinitions.map((container) => ({ ...container, image })),
  };
}

async function untilStopped(ecs: ECSClient, cluster: string, taskArn: string, watch: Watch): Promise<Task> {
  const deadline = Date.now() + watch.limitSeconds * 1000;
  const reason = `Not done within ${watch.limitSeconds} s`;
  for (let said = '', tooLong = false; ; await delay(watch.everySeconds * 1000)) {
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
    const [task] = tasks;
    if (task?.lastStatus && task.lastStatus !== said) watch.say((said = task.lastStatus));
    // Programs may end with 0 when they are told to stop.
    if (task?.lastStatus === 'STOPPED') return tooLong ? { stoppedReason: reason } : task;
    if (tooLong || Date.now() < deadline) continue;
    tooLong = true;
    await ecs.send(new StopTaskCommand({ cluster, task: taskArn, reason }));
  }
}

function endOf({ containers = [], stoppedReason = 'no reason given' }: Task): Ended {
  const [container] = containers;
  return { exitCode: container?.exitCode, reason: container?.reason ?? stoppedReason };
}
