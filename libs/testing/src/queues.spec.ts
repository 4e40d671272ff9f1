import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { purgeQueue, queueCounts, testQueue, type TestQueue } from './queues.ts';

const made: TestQueue[] = [];
const create = async (): Promise<TestQueue> => {
  const queue = await testQueue();
  made.push(queue);
  return queue;
};
afterAll(() => Promise.all(made.map((queue) => queue.remove())));

describe('a test queue', () => {
  it('receives what is sent to it and what is published to its topic', async () => {
    const queue = await create();
    await queue.send({ n: 1 });
    await queue.publish({ n: 2 });
    expect(await queue.receive({ count: 2 })).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await queue.counts()).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
  });

  it('is empty after a purge', async () => {
    const queue = await create();
    await queue.send('x');
    await purgeQueue(queue.url);
    expect((await queueCounts(queue.url)).ready).toBe(0);
  });

  it('says what arrived when too little did', async () => {
    const queue = await create();
    await queue.send('only one');
    await expect(queue.receive({ count: 2, timeoutMs: 50 })).rejects.toThrow(
      '1 of 2 messages arrived: ["only one"]',
    );
  });
});

describe('eventually', () => {
  it('answers the first value that is there', async () => {
    let calls = 0;
    expect(await eventually(() => (++calls < 3 ? undefined : calls))).toBe(3);
  });

  it('throws the last error of the probe after the deadline', async () => {
    const probe = (): never => {
      throw new Error('not yet');
    };
    await expect(eventually(probe, { timeoutMs: 1 })).rejects.toThrow('not yet');
    await expect(eventually(() => false, { timeoutMs: 1 })).rejects.toThrow('Still false after 1 ms.');
  });
});
