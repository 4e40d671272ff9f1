import { describe, expect, it, vi } from 'vitest';
import { done } from './outcome.ts';
import { empty, isLongPoll, consumerSpec, within } from './spec-consumer.ts';

const spec = consumerSpec();
const { put, start } = spec;

describe('two queues in order', () => {
  it('takes bulk only while fast is empty', async () => {
    for (let n = 101; n <= 105; n += 1) await put('bulk', n);
    for (let n = 1; n <= 5; n += 1) await put('fast', n);
    const seen: number[] = [];
    start(async ({ n }) => {
      // Urgent work appears while the first bulk message is in work.
      if (seen.length === 5) await put('fast', 6);
      seen.push(n);
      return done;
    }, spec.both());

    await vi.waitFor(() => expect(seen).toHaveLength(11), within);
    expect(seen.slice(0, 5).every((n) => n <= 5)).toBe(true);
    expect(seen[5]).toBeGreaterThan(100);
    expect(seen[6]).toBe(6);
  });

  it('never has more messages than slots, in work or merely held', async () => {
    for (let n = 1; n <= 8; n += 1) await put(n % 2 ? 'fast' : 'bulk', n);
    const held: number[] = [];
    let atOnce = 0;
    let most = 0;
    start(
      async () => {
        most = Math.max(most, (atOnce += 1));
        const [fast, bulk] = await Promise.all([spec.queues.counts('fast'), spec.queues.counts('bulk')]);
        held.push(fast.inFlight + bulk.inFlight);
        atOnce -= 1;
        return done;
      },
      { ...spec.both(), slots: 2 },
    );
    await vi.waitFor(() => expect(held).toHaveLength(8), within);
    expect(most).toBe(2);
    expect(Math.max(...held)).toBeLessThanOrEqual(2);
  });

  it('hears of either queue while it waits for both', async () => {
    const seen: number[] = [];
    const consumer = start(async ({ n }) => {
      seen.push(n);
      return done;
    }, spec.both());
    for (const [n, name] of (['bulk', 'fast', 'bulk'] as const).entries()) {
      await consumer.idle();
      await put(name, n);
      await vi.waitFor(() => expect(seen).toContain(n), within);
    }
    await vi.waitFor(async () => {
      expect(await spec.queues.counts('fast')).toEqual(empty);
      expect(await spec.queues.counts('bulk')).toEqual(empty);
    }, within);
    expect(seen).toEqual([0, 1, 2]);
  });

  it('goes on hearing of fast while every slot but one is busy with bulk', async () => {
    const finish = Promise.withResolvers<void>();
    const seen: number[] = [];
    start(
      async ({ n }) => {
        seen.push(n);
        if (n > 100) await finish.promise;
        return done;
      },
      { ...spec.both(), slots: 2 },
    );
    await put('bulk', 101);
    await vi.waitFor(() => expect(seen).toEqual([101]), within);
    for (const n of [1, 2, 3]) await put('fast', n);
    await vi.waitFor(() => expect(seen.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 101]), within);
    finish.resolve();
  });

  it('gives back at once a bulk message that was handed out in the same moment as a fast one', async () => {
    // Both long polls have their answer before either of them is looked at.
    const bothAnswered = Promise.withResolvers<void>();
    let answers = 0;
    const client = spec.client(async (input, call) => {
      const output = await call();
      if (isLongPoll(input) && output.Messages?.length) {
        if ((answers += 1) === 2) bothAnswered.resolve();
        await bothAnswered.promise;
      }
      return output;
    });
    const finish = Promise.withResolvers<void>();
    const seen: number[] = [];
    const consumer = start(
      async ({ n }) => {
        seen.push(n);
        if (n === 1) await finish.promise;
        return done;
      },
      { ...spec.both(), client },
    );
    await consumer.idle();
    await Promise.all([put('fast', 1), put('bulk', 2)]);

    await vi.waitFor(() => expect(seen).toEqual([1]), within);
    await vi.waitFor(async () => expect((await spec.queues.counts('bulk')).visible).toBe(1), within);
    finish.resolve();
    await vi.waitFor(() => expect(seen).toEqual([1, 2]), within);
  });
});
