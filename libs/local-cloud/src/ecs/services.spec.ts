import { DescribeServicesCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it, vi } from 'vitest';
import { agent, paperCluster } from './testing.ts';

const start = paperCluster();
const worker = { name: 'worker', command: ['work.mjs'], environment: { COLOUR: 'red' } };
const within = { timeout: 10_000 };

async function startWorkers(desiredCount: number, options?: { capacity: number }) {
  const cluster = await start(options);
  cluster.ecs.createService({ ...worker, desiredCount });
  const ask = { cluster: 'films', service: 'worker' };
  return {
    ...cluster,
    resize: (desired: number) => cluster.send(new UpdateServiceCommand({ ...ask, desiredCount: desired })),
    counts: async () => {
      const command = new DescribeServicesCommand({ cluster: 'films', services: ['worker'] });
      const { services = [] } = await cluster.send(command);
      const { desiredCount, runningCount, pendingCount } = services[0]!;
      return [desiredCount, runningCount, pendingCount];
    },
  };
}

describe('a service', () => {
  it('runs as many tasks as it is asked for, each with its environment and agent', async () => {
    const { launched, counts, url } = await startWorkers(2);
    await vi.waitFor(async () => expect(await counts()).toEqual([2, 2, 0]), within);
    expect(launched[0]).toMatchObject({
      family: 'worker',
      command: ['work.mjs'],
      environment: { COLOUR: 'red' },
    });
    expect(launched[0]!.environment.ECS_AGENT_URI).toMatch(new RegExp(`^${url}/api/\\w+$`));
    expect(launched[0]!.taskArn).toMatch(/^arn:aws:ecs:us-east-1:000000000000:task\/films\/\w{32}$/);
  });

  it('grows from zero and shrinks to zero', async () => {
    const { launched, running, resize, counts } = await startWorkers(0);
    expect(launched).toEqual([]);
    const { service } = await resize(3);
    expect(service).toMatchObject({ serviceName: 'worker', status: 'ACTIVE', desiredCount: 3 });
    await vi.waitFor(async () => expect(await counts()).toEqual([3, 3, 0]), within);
    await resize(3);
    await resize(0);
    await vi.waitFor(async () => expect(await counts()).toEqual([0, 0, 0]), within);
    expect([launched.length, running().length]).toEqual([3, 0]);
  });

  it('replaces a task that ends by itself', async () => {
    const { launched, counts } = await startWorkers(1);
    await vi.waitFor(() => expect(launched).toHaveLength(1), within);
    launched[0]!.exit(null);
    await vi.waitFor(() => expect(launched).toHaveLength(2), within);
    expect(launched[1]!.taskArn).not.toBe(launched[0]!.taskArn);
    await vi.waitFor(async () => expect(await counts()).toEqual([1, 1, 0]), within);
  });

  it('keeps tasks pending while there is no capacity, and drops those that are not wanted any more', async () => {
    const { resize, counts, free, running, launched } = await startWorkers(3, { capacity: 1 });
    await vi.waitFor(async () => expect(await counts()).toEqual([3, 1, 2]), within);
    await resize(2);
    expect(await counts()).toEqual([2, 1, 1]);
    free();
    await vi.waitFor(() => expect(launched).toHaveLength(3), within);
    await vi.waitFor(() => expect(running()).toHaveLength(2), within);
    expect(await counts()).toEqual([2, 2, 0]);
  });

  it('never takes a protected task away, until its protection ends', async () => {
    const { launched, running, resize, counts } = await startWorkers(3);
    await vi.waitFor(async () => expect(await counts()).toEqual([3, 3, 0]), within);
    const [first, second, third] = launched as [
      (typeof launched)[0],
      (typeof launched)[0],
      (typeof launched)[0],
    ];
    await agent(third, 'PUT', { ProtectionEnabled: true, ExpiresInMinutes: 10 });
    await agent(second, 'PUT', { ProtectionEnabled: true, ExpiresInMinutes: 10 });
    await resize(1);
    await vi.waitFor(() => expect(first.stopped).toBe(true), within);
    expect(await counts()).toEqual([1, 2, 0]);
    await agent(second, 'PUT', { ProtectionEnabled: false });
    await vi.waitFor(() => expect(running()).toEqual([third]), within);
    expect(await counts()).toEqual([1, 1, 0]);
  });

  it('forgets a protection that was not renewed', async () => {
    const { launched, resize, counts, pass } = await startWorkers(1);
    await vi.waitFor(async () => expect(await counts()).toEqual([1, 1, 0]), within);
    await agent(launched[0]!, 'PUT', { ProtectionEnabled: true, ExpiresInMinutes: 10 });
    pass(11);
    expect((await agent(launched[0]!, 'GET')).body.protection).toMatchObject({ ProtectionEnabled: false });
    await resize(0);
    await vi.waitFor(() => expect(launched[0]!.stopped).toBe(true), within);
  });

  it('is described as missing when it does not exist', async () => {
    const { send } = await startWorkers(0);
    const command = new DescribeServicesCommand({ cluster: 'films', services: ['worker', 'nobody'] });
    expect(await send(command)).toMatchObject({
      services: [{ serviceName: 'worker' }],
      failures: [{ arn: 'arn:aws:ecs:us-east-1:000000000000:service/films/nobody', reason: 'MISSING' }],
    });
  });
});

describe('what ECS refuses', () => {
  const update = (input: object) =>
    new UpdateServiceCommand({ cluster: 'films', service: 'worker', ...input });
  it.each([
    ['an unknown cluster', update({ cluster: 'other', desiredCount: 1 }), 'ClusterNotFoundException'],
    ['no cluster', update({ cluster: undefined, desiredCount: 1 }), 'ClusterNotFoundException'],
    ['an unknown service', update({ service: 'nobody', desiredCount: 1 }), 'ServiceNotFoundException'],
    ['less than nobody', update({ desiredCount: -1 }), 'InvalidParameterException'],
    ['a part of a task', update({ desiredCount: 1.5 }), 'InvalidParameterException'],
    ['what is not represented', update({ forceNewDeployment: true }), 'UnsupportedFeatureException'],
    [
      'a look at nothing',
      new DescribeServicesCommand({ cluster: 'films', services: [] }),
      'InvalidParameterException',
    ],
  ])('%s', async (_title, command, name) => {
    const { send, launched } = await startWorkers(0);
    await expect(send(command as UpdateServiceCommand)).rejects.toMatchObject({ name });
    expect(launched).toEqual([]);
  });

  it('a service that was deleted', async () => {
    const { ecs, resize, running } = await startWorkers(1);
    await vi.waitFor(() => expect(running()).toHaveLength(1), within);
    ecs.retireService('worker');
    await vi.waitFor(() => expect(running()).toEqual([]), within);
    await expect(resize(1)).rejects.toMatchObject({ name: 'ServiceNotActiveException' });
  });

  it.each([
    [
      'an unknown operation',
      {
        authorization: 'AWS4-HMAC-SHA256 Credential=local/',
        'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DeleteCluster',
      },
      'UnknownOperationException',
    ],
    [
      'a call that nobody signed',
      { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DescribeServices' },
      'MissingAuthenticationTokenException',
    ],
  ])('%s', async (_title, headers, type) => {
    const { url } = await startWorkers(0);
    const response = await fetch(url, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: '{}',
    });
    expect([response.status, ((await response.json()) as { __type: string }).__type]).toEqual([400, type]);
  });
});
