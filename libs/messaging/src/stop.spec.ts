import { describe, expect, it, vi } from 'vitest';
import { done } from './outcome.ts';
import { isLongPoll, untilAborted, consumerSpec, within } from './spec-consumer.ts';

const spec = consumerSpec();
const { put, start } = spec;
const oneVisible = { visible: 1, inFlight: 0 };

describe('stopping', () => {
  it('lets work in progress finish, takes nothing new, and leaves the rest on the queue', async () => {
    const finish = Promise.withResolvers<void>();
    const seen: number[] = [];
    const consumer = start(async ({ n }) => {
      seen.push(n);
      await finish.promise;
      return done;
    });
    await put('fast', 1);
    await vi.waitFor(() => expect(seen).toEqual([1]), within);
    await put('fast', 2);
    const stopped = consumer.stop({ graceMs: 60_000 });
    finish.resolve();
    await stopped;

    expect(seen).toEqual([1]);
    expect(await spec.queues.counts('fast')).toEqual(oneVisible);
  });

  it('aborts what outlasts the grace period and hands it to the next receiver at once', async () => {
    let started = false;
    const consumer = start(async (_, { signal }) => {
      started = true;
      return untilAborted(signal);
    });
    await put('fast', 1);
    await vi.waitFor(() => expect(started).toBe(true), within);
    await consumer.stop({ graceMs: 1 });

    expect(await spec.queues.counts('fast')).toEqual(oneVisible);
    expect(spec.troubles()).toEqual([]);
  });

  it('waits for an open long poll and gives back what it brings', async () => {
    const polling = Promise.withResolvers<void>();
    const client = spec.client((input, call) => {
      if (isLongPoll(input)) polling.resolve();
      return call();
    });
    const seen: number[] = [];
    const consumer = start(
      async ({ n }) => {
        seen.push(n);
        return done;
      },
      { client },
    );
    await polling.promise;
    const stopped = consumer.stop({ graceMs: 60_000 });
    await put('fast', 1);
    await stopped;
    expect(seen).toEqual([]);
    expect(await spec.queues.counts('fast')).toEqual(oneVisible);
  });

  it('cuts a long poll off when there is no time, and can be asked twice', async () => {
    const consumer = start(async () => done);
    await consumer.idle();
    await Promise.all([consumer.stop({ graceMs: 0 }), consumer.stop({ graceMs: 60_000 })]);
    await consumer.idle();
    await put('fast', 1);
    await vi.waitFor(async () => expect(await spec.queues.counts('fast')).toEqual(oneVisible), within);
  });

  it('gives back what was received but not started', async () => {
    // The stop comes after SQS has answered and before the answer is seen.
    let stopped: Promise<void> | undefined;
    const client = spec.client(async (_, call) => {
      const output = await call();
      if (output.Messages?.length) stopped = consumer.stop({ graceMs: 60_000 });
      return output;
    });
    const seen: number[] = [];
    const consumer = start(
      async ({ n }) => {
        seen.push(n);
        return done;
      },
      { client },
    );
    await consumer.idle();
    await put('fast', 1);
    await vi.waitFor(() => expect(stopped).toBeDefined(), within);
    await stopped;

    expect(seen).toEqual([]);
    expect(await spec.queues.counts('fast')).toEqual(oneVisible);
  });
});
