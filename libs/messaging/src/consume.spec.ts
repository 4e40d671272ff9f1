import { describe, expect, it, vi } from 'vitest';
import { bury, done, later } from './outcome.ts';
import { empty, isDelete, isReceive, consumerSpec, within } from './spec-consumer.ts';

const spec = consumerSpec();
const { put, start } = spec;

describe('the fate of a message', () => {
  it('deletes what is done', async () => {
    const seen: number[] = [];
    const consumer = start(async ({ n }) => {
      seen.push(n);
      return done;
    });
    const sent = Array.from({ length: 12 }, (_, index) => index + 1);
    for (const n of sent) await put('fast', n);

    await vi.waitFor(() => expect(seen.toSorted((a, b) => a - b)).toEqual(sent), within);
    await consumer.idle();
    expect(await spec.queues.counts('fast')).toEqual(empty);
  });

  it('brings back what is for later, with its receive count', async () => {
    const counts: number[] = [];
    start(async (_, { receiveCount }) => {
      counts.push(receiveCount);
      return receiveCount < 3 ? later(1) : done;
    });
    await put('fast', 1);

    await vi.waitFor(() => expect(counts).toEqual([1, 2, 3]), within);
    await vi.waitFor(async () => expect(await spec.queues.counts('fast')).toEqual(empty), within);
    expect(spec.troubles()).toEqual([]);
  });

  it('sends what is buried to the dead-letter queue with the reason', async () => {
    start(async () => bury('no such\nvideo'));
    await put('fast', 7);

    const buried = await spec.queues.take('fast', { dead: true });
    expect(JSON.parse(buried.Body!)).toEqual({ n: 7 });
    expect(buried.MessageAttributes?.reason?.StringValue).toBe('no such video');
    await vi.waitFor(async () => expect(await spec.queues.counts('fast')).toEqual(empty), within);
  });

  it.each([
    ['is not JSON', '{"n":', 'not JSON'],
    ['does not fit the schema', '{"n":"one"}', 'does not fit the schema'],
    ['has no content', ' ', 'not JSON'],
  ])('buries at once what %s, and goes on', async (_, body, reason) => {
    const seen: number[] = [];
    start(async ({ n }) => {
      seen.push(n);
      return done;
    });
    await spec.queues.put('fast', body);
    await put('fast', 2);

    const buried = await spec.queues.take('fast', { dead: true });
    expect(buried.Body).toBe(body);
    expect(buried.MessageAttributes?.reason?.StringValue).toContain(reason);
    await vi.waitFor(() => expect(seen).toEqual([2]), within);
  });

  it('leaves what threw for redelivery after a delay that depends on the receive count', async () => {
    const asked: number[] = [];
    let deliveries = 0;
    const retryDelaySeconds = (receiveCount: number) => {
      asked.push(receiveCount);
      return 0;
    };
    start(
      async () => {
        deliveries += 1;
        if (deliveries < 3) throw new Error('not today');
        return done;
      },
      { retryDelaySeconds },
    );
    await put('fast', 1);

    await vi.waitFor(() => expect(deliveries).toBe(3), within);
    await vi.waitFor(async () => expect(await spec.queues.counts('fast')).toEqual(empty), within);
    expect(asked).toEqual([1, 2]);
    expect(spec.troubles()).toEqual(['handle', 'handle']);
  });
});

describe('trouble with SQS', () => {
  it('reports a delete that failed, and the message comes again', async () => {
    let refuse = true;
    const client = spec.client(async (input, call) => {
      if (!refuse || !isDelete(input)) return call();
      refuse = false;
      throw new Error('connection lost');
    });
    const counts: number[] = [];
    start(
      async (_, { receiveCount }) => {
        counts.push(receiveCount);
        return done;
      },
      { client, visibilityTimeoutSeconds: 1 },
    );
    await put('fast', 1);

    await vi.waitFor(() => expect(counts).toEqual([1, 2]), within);
    expect(spec.troubles()).toEqual(['settle']);
  });

  it('reports failed receives and goes on when SQS is back', async () => {
    let refusals = 2;
    const client = spec.client(async (input, call) => {
      if (!isReceive(input) || refusals === 0) return call();
      refusals -= 1;
      throw new Error('SQS is away');
    });
    await put('fast', 1);
    const seen: number[] = [];
    start(
      async ({ n }) => {
        seen.push(n);
        return done;
      },
      { client },
    );
    await vi.waitFor(() => expect(seen).toEqual([1]), within);
    expect(spec.troubles()).toEqual(['receive', 'receive']);
  });
});

describe('the silence of a consumer', () => {
  it('is none while all slots are taken, and grows while a receive hangs', async () => {
    const work = Promise.withResolvers<void>();
    const hang = Promise.withResolvers<void>();
    let hangs = false;
    const client = spec.client(async (input, call) => {
      if (hangs && isReceive(input)) await hang.promise;
      return call();
    });
    let started = false;
    const consumer = start(
      async () => {
        started = true;
        await work.promise;
        return done;
      },
      { client, slots: 1 },
    );
    await put('fast', 1);
    await vi.waitFor(() => expect(started).toBe(true), within);
    await vi.waitFor(() => expect(consumer.silentFor()).toBe(0), within);
    hangs = true;
    work.resolve();
    await vi.waitFor(() => expect(consumer.silentFor()).toBeGreaterThan(300), within);
    hangs = false;
    hang.resolve();
    await vi.waitFor(() => expect(consumer.silentFor()).toBeLessThan(300), within);
  });
});

describe('what cannot work', () => {
  it.each([
    { visibilityTimeoutSeconds: 30, heartbeatSeconds: 30 },
    { visibilityTimeoutSeconds: 30, heartbeatSeconds: 0 },
    { visibilityTimeoutSeconds: 0 },
    { slots: 0 },
    { queues: [] },
  ])('refuses %o when it is made', (wrong) => {
    expect(() => start(async () => done, wrong)).toThrow(RangeError);
  });
});
