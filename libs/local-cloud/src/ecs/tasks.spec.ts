import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { agent, paperCluster } from './testing.ts';

const start = paperCluster();
const within = { timeout: 10_000 };
const cluster = 'films';
let films: Awaited<ReturnType<typeof start>>;

const definition = new RegisterTaskDefinitionCommand({
  family: 'cut',
  containerDefinitions: [
    { name: 'cutter', image: 'cutter', command: ['cut'], environment: [{ name: 'SIDE', value: 'left' }] },
  ],
});
beforeEach(async () => {
  films = await start();
  await films.send(definition);
});
const describeTask = async (taskArn: string) =>
  (await films.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }))).tasks![0]!;

describe('a single task', () => {
  it('runs with overrides and is described with its exit code', async () => {
    const containerOverrides = [
      { name: 'cutter', command: ['cut', 'twice'], environment: [{ name: 'SIDE', value: 'right' }] },
    ];
    const { tasks = [] } = await films.send(
      new RunTaskCommand({
        cluster,
        taskDefinition: 'cut',
        launchType: 'FARGATE',
        overrides: { containerOverrides },
      }),
    );
    await vi.waitFor(() => expect(films.launched).toHaveLength(1), within);
    const [task] = films.launched;
    expect(task).toMatchObject({ command: ['cut', 'twice'], environment: { SIDE: 'right' } });
    expect(await describeTask(tasks[0]!.taskArn!)).toMatchObject({
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
    });
    task!.exit(3);
    await vi.waitFor(async () => {
      expect(await describeTask(tasks[0]!.taskArn!)).toMatchObject({
        lastStatus: 'STOPPED',
        stopCode: 'EssentialContainerExited',
        containers: [{ name: 'cutter', exitCode: 3 }],
      });
    }, within);
    expect(films.launched).toHaveLength(1);
  });

  it('runs once however often the same call arrives', async () => {
    const call = { cluster, taskDefinition: 'cut', clientToken: 'one-token' };
    const [first, again] = [
      await films.send(new RunTaskCommand(call)),
      await films.send(new RunTaskCommand(call)),
    ];
    expect(again.tasks![0]!.taskArn).toBe(first.tasks![0]!.taskArn);
    await vi.waitFor(() => expect(films.launched).toHaveLength(1), within);
  });

  it('is stopped when asked', async () => {
    const { tasks = [] } = await films.send(new RunTaskCommand({ cluster, taskDefinition: 'cut:1' }));
    const { taskArn } = tasks[0]!;
    await vi.waitFor(() => expect(films.launched).toHaveLength(1), within);
    await films.send(new StopTaskCommand({ cluster, task: taskArn!, reason: 'enough' }));
    await vi.waitFor(async () => {
      expect(await describeTask(taskArn!)).toMatchObject({
        lastStatus: 'STOPPED',
        stopCode: 'UserInitiated',
        stoppedReason: 'enough',
      });
    }, within);
    expect(films.launched[0]!.stopped).toBe(true);
  });

  it('cannot be protected: that is for tasks of services', async () => {
    await films.send(new RunTaskCommand({ cluster, taskDefinition: 'cut' }));
    await vi.waitFor(() => expect(films.launched).toHaveLength(1), within);
    expect(await agent(films.launched[0]!, 'PUT', { ProtectionEnabled: true })).toMatchObject({
      status: 200,
      body: { failure: { Reason: 'TASK_NOT_VALID' } },
    });
  });
});

describe('the agent', () => {
  it.each([
    ['no decision', {}],
    ['a decision in words', { ProtectionEnabled: 'yes' }],
    ['no time', { ProtectionEnabled: true, ExpiresInMinutes: 0 }],
    ['more than two days', { ProtectionEnabled: true, ExpiresInMinutes: 2881 }],
  ])('refuses %s', async (_title, body) => {
    films.ecs.createService({ name: 'worker', command: [], environment: {}, desiredCount: 1 });
    await vi.waitFor(() => expect(films.launched).toHaveLength(1), within);
    expect(await agent(films.launched[0]!, 'PUT', body)).toMatchObject({
      status: 400,
      body: { error: { Code: 'InvalidParameterException' } },
    });
  });

  it('protects for two hours when nobody says how long', async () => {
    films.ecs.createService({ name: 'worker', command: [], environment: {}, desiredCount: 1 });
    await vi.waitFor(() => expect(films.launched).toHaveLength(1), within);
    const before = Date.now();
    const { body } = await agent(films.launched[0]!, 'PUT', { ProtectionEnabled: true });
    expect(body.protection).toMatchObject({ ProtectionEnabled: true, TaskArn: films.launched[0]!.taskArn });
    const ends = Date.parse(String(body.protection!.ExpirationDate));
    expect(Math.round((ends - before) / 60_000)).toBe(120);
  });
});

describe('task definitions', () => {
  it('have revisions; the family alone means the newest', async () => {
    await films.send(definition);
    const { taskDefinition } = await films.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'cut' }));
    expect(taskDefinition).toMatchObject({
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:000000000000:task-definition/cut:2',
      containerDefinitions: [{ name: 'cutter', environment: [{ name: 'SIDE', value: 'left' }] }],
    });
  });
});

describe('what ECS refuses', () => {
  const run = (input: object) => new RunTaskCommand({ cluster, taskDefinition: 'cut', ...input });
  const foreign = { containerOverrides: [{ name: 'other', command: ['x'] }] };
  it.each([
    ['a task of an unknown definition', run({ taskDefinition: 'sew' }), 'ClientException'],
    ['a revision that was never made', run({ taskDefinition: 'cut:9' }), 'ClientException'],
    ['eleven at once', run({ count: 11 }), 'InvalidParameterException'],
    [
      'an override of a container that is not there',
      run({ overrides: foreign }),
      'InvalidParameterException',
    ],
    ['a task in an unknown cluster', run({ cluster: 'plays' }), 'ClusterNotFoundException'],
    [
      'to stop a task that never was',
      new StopTaskCommand({ cluster, task: 'f'.repeat(32) }),
      'InvalidParameterException',
    ],
    [
      'a definition nobody made',
      new DescribeTaskDefinitionCommand({ taskDefinition: 'sew' }),
      'ClientException',
    ],
    [
      'a definition of nothing',
      new RegisterTaskDefinitionCommand({ family: 'a', containerDefinitions: [] }),
      'ClientException',
    ],
  ])('%s', async (_title, command, name) => {
    await expect(films.send(command as RunTaskCommand)).rejects.toMatchObject({ name });
    expect(films.launched).toEqual([]);
  });
});
