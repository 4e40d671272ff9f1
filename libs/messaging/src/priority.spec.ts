import { describe, expect, it, vi } from 'vitest';
import { done } from './outcome.ts';
import { empty, isReceive, consumerSpec, within } from './spec-consumer.ts';

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

  it('asks one queue at a time, and bulk only after fast had nothing', async () => {
    const asked: { queue: string; found: number }[] = [];
    let open = 0;
    let most = 0;
    const client = spec.client(async (input, call) => {
      if (!isReceive(input)) return call();
      most = Math.max(most, (open += 1));
      const output = await call();
      open -= 1;
      asked.push({ queue: input.QueueUrl!, found: output.Messages?.length ?? 0 });
      return output;
    });
    for (let n = 1; n <= 6; n += 1) await put(n % 2 ? 'fast' : 'bulk', n);
    let handled = 0;
    const consumer = start(
      async () => {
        handled += 1;
        return done;
      },
      { ...spec.both(), client, slots: 4 },
    );
    await vi.waitFor(() => expect(handled).toBe(6), within);
    await consumer.idle();
    expect(most).toBe(1);
    const bulk = spec.queues.url('bulk');
    const before = asked.flatMap(({ queue }, index) => (queue === bulk ? [asked[index - 1]] : []));
    expect(before.length).toBeGreaterThan(0);
    expect(before.every((look) => look?.queue === spec.queues.url('fast') && look.found === 0)).toBe(true);
  });
});
