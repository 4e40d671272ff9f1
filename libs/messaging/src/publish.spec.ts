import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPublisher } from './publish.ts';
import { createQueue } from './queue.ts';
import { createSpecQueues, type SpecQueues } from './spec-queues.ts';

type Event = { type: 'made' | 'broken'; n: number; text?: string };

let queues: SpecQueues;
const publisher = () => createPublisher<Event>({ ...queues.target, topicArn: queues.topicArn('fast') });
const misdirected = () =>
  createPublisher<Event>({ ...queues.target, topicArn: `${queues.topicArn('fast')}-gone` });

beforeEach(async () => {
  queues = await createSpecQueues();
});
afterEach(() => queues.remove());

describe('publishing', () => {
  it('sends the event as it is, with its type as an attribute', async () => {
    await publisher().publish({ type: 'made', n: 1 }, { groupId: 'owner' });
    const message = await queues.take('fast');
    expect(JSON.parse(message.Body!)).toEqual({ type: 'made', n: 1 });
    expect(message.MessageAttributes?.type?.StringValue).toBe('made');
  });

  it('rejects when the topic is not there', async () => {
    await expect(misdirected().publish({ type: 'made', n: 1 })).rejects.toThrow();
  });

  it('publishes more events than one batch takes', async () => {
    const events = Array.from({ length: 23 }, (_, n): Event => ({ type: 'made', n }));
    expect(await publisher().publishBatch(events)).toEqual([]);
    expect((await queues.counts('fast')).visible).toBe(23);
  });

  it('splits a batch that would be too many bytes', async () => {
    const text = 'x'.repeat(100 * 1024);
    const events = Array.from({ length: 5 }, (_, n): Event => ({ type: 'made', n, text }));
    expect(await publisher().publishBatch(events)).toEqual([]);
    expect((await queues.counts('fast')).visible).toBe(5);
  });

  it('answers with the events that were not taken', async () => {
    const events: Event[] = [{ type: 'made', n: 1 }];
    const failures = await misdirected().publishBatch(events);
    expect(failures).toEqual([{ event: events[0], reason: expect.stringContaining('NotFound') }]);
  });
});

describe('sending work', () => {
  it('sends JSON, at once or with a delay', async () => {
    const queue = createQueue(queues.target);
    await queue.send(queues.url('fast'), { n: 1 }, { groupId: 'owner' });
    await queue.send(queues.url('fast'), { n: 2 }, { delaySeconds: 60 });
    expect(JSON.parse((await queues.take('fast')).Body!)).toEqual({ n: 1 });
    expect((await queues.counts('fast')).visible).toBe(0);
  });
});
