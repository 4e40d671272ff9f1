import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { privateCluster } from '@matinee/testing';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProtection, type Protection } from './protection.ts';

const within = { timeout: 10_000 };
/** Half of it is 30 ms. */
const MINUTES = 0.001;
let agent: Server;
let agentUri: string;
/** Undefined for an agent that never answers. */
let answer: { status: number; body: object } | undefined;
let said: { ProtectionEnabled: boolean; ExpiresInMinutes?: number }[];
const warn = vi.fn();
const made: Protection[] = [];

beforeEach(async () => {
  said = [];
  answer = { status: 200, body: { protection: { ProtectionEnabled: true } } };
  warn.mockClear();
  agent = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      expect([request.method, request.url]).toEqual(['PUT', '/api/task/task-protection/v1/state']);
      said.push(JSON.parse(Buffer.concat(chunks).toString()));
      if (answer) response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
  agentUri = `http://127.0.0.1:${(agent.address() as AddressInfo).port}/api/task`;
});
afterEach(async () => {
  for (const protection of made.splice(0)) await protection.end();
  agent.closeAllConnections();
  await new Promise((resolve) => agent.close(resolve));
});
function start(options: Partial<Parameters<typeof createProtection>[0]> = {}) {
  const protection = createProtection({
    agentUri,
    minutes: 10,
    idleSeconds: 0.02,
    log: { warn },
    ...options,
  });
  made.push(protection);
  return protection;
}
/** Work that lasts until it is told to end. */
function work(protection: Protection) {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { done: protection.during(() => promise), end: resolve };
}
const enabled = () => said.map(({ ProtectionEnabled }) => ProtectionEnabled);

describe('scale-in protection', () => {
  it('is asked for with the first task and given up after the last one', async () => {
    const protection = start();
    const [one, two] = [work(protection), work(protection)];
    await vi.waitFor(() => expect(said).toEqual([{ ProtectionEnabled: true, ExpiresInMinutes: 10 }]), within);
    one.end();
    await one.done;
    two.end();
    await two.done;
    await vi.waitFor(() => expect(said.at(-1)).toEqual({ ProtectionEnabled: false }), within);
    expect(enabled()).toEqual([true, false]);
  });

  it('stays while one task follows the other', async () => {
    const protection = start({ idleSeconds: 60 });
    for (let i = 0; i < 5; i += 1) await protection.during(async () => {});
    await vi.waitFor(() => expect(enabled()).toEqual([true]), within);
    await protection.end();
    expect(enabled()).toEqual([true, false]);
  });

  it('is renewed before it ends, while the work goes on', async () => {
    const protection = start({ minutes: MINUTES, idleSeconds: 60 });
    const long = work(protection);
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(3), within);
    expect(enabled()).not.toContain(false);
    // Short tasks in between do not put the renewal off.
    for (const before = said.length; said.length < before + 3;)
      await protection.during(() => new Promise((resolve) => setTimeout(resolve, 1)));
    long.end();
    await long.done;
  });

  it.each([
    ['cannot be reached', () => agent.close(), 'fetch failed'],
    [
      'answers with an error',
      () => (answer = { status: 500, body: { error: { Code: 'ServerException' } } }),
      '500',
    ],
    [
      'refuses',
      () => (answer = { status: 200, body: { failure: { Reason: 'DEPLOYMENT_BLOCKED' } } }),
      'DEPLOYMENT_BLOCKED',
    ],
    ['never answers', () => (answer = undefined), 'timeout'],
    ['answers nonsense', () => (answer = { status: 200, body: ['?'] }), 'expected object'],
  ])('does not disturb the work when the agent %s', async (_title, break_, reason) => {
    break_();
    const protection = start();
    expect(await protection.during(async () => 'result')).toBe('result');
    await vi.waitFor(() => expect(String(warn.mock.calls[0]?.[0].err)).toContain(reason), within);
  });

  it('is asked for again after a failure', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      answer = { status: 500, body: {} };
      const protection = start();
      const long = work(protection);
      await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1), within);
      answer = { status: 200, body: {} };
      vi.advanceTimersByTime(30_000);
      await vi.waitFor(() => expect(enabled()).toEqual([true, true]), within);
      long.end();
      await long.done;
    } finally {
      vi.useRealTimers();
    }
  });

  it('lets the failure of the work through', async () => {
    const failing = start().during(() => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
  });

  it('is given up at the end, in the middle of work', async () => {
    const protection = start();
    const one = work(protection);
    await protection.end();
    expect(enabled().at(-1)).toBe(false);
    one.end();
    await one.done;
    await protection.during(async () => {});
    expect(enabled().filter(Boolean)).toHaveLength(1);
  });

  it('says nothing outside ECS', async () => {
    const protection = start({ agentUri: undefined });
    await protection.during(async () => {});
    await protection.end();
    expect([said, warn.mock.calls]).toEqual([[], []]);
  });

  it('keeps ECS from stopping a busy worker, and no longer than that', async () => {
    const cluster = await privateCluster();
    const ecs = new ECSClient({
      ...{ region: 'us-east-1', endpoint: cluster.endpoint },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    });
    const resize = (desiredCount: number) =>
      ecs.send(new UpdateServiceCommand({ cluster: cluster.cluster, service: cluster.spot, desiredCount }));
    await resize(2);
    await vi.waitFor(() => expect(cluster.launched(cluster.spot)).toHaveLength(2), within);
    const [idle, busy] = cluster.launched(cluster.spot);
    const protection = start({ agentUri: busy!.environment.ECS_AGENT_URI });
    const one = work(protection);
    const state = async () =>
      (await fetch(`${busy!.environment.ECS_AGENT_URI}/task-protection/v1/state`)).text();
    await vi.waitFor(async () => expect(await state()).toContain('"ProtectionEnabled":true'), within);
    await resize(0);
    await vi.waitFor(() => expect(idle!.stopped).toBe(true), within);
    expect(busy!.stopped).toBe(false);
    one.end();
    await vi.waitFor(() => expect(busy!.stopped).toBe(true), within);
    ecs.destroy();
    await cluster.stop();
  });
});
