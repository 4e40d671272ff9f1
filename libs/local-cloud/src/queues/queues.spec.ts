import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startQueues, type Queues } from './queues.ts';
import { topology } from './seed.ts';

const dir = mkdtempSync(join(tmpdir(), 'matinee-queues-'));
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
let server: Queues;
let sqs: SQSClient;

const start = async (): Promise<void> => {
  server = await startQueues({ port: 0, dir, accessKeyId: 'local', topology });
  sqs = new SQSClient({ region: 'us-east-1', endpoint: server.url, credentials, maxAttempts: 1 });
};
beforeAll(start);
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const receive = async (name: string, WaitTimeSeconds = 5): Promise<Message[]> => {
  const QueueUrl = server.queueUrl(name);
  const answer = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, AttributeNames: ['All'] }),
  );
  return answer.Messages ?? [];
};
const attributesOf = async (name: string): Promise<Record<string, string>> => {
  const QueueUrl = server.queueUrl(name);
  const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return answer.Attributes ?? {};
};

describe('the seeded topology', () => {
  it.each(Object.values(topology.queues))(
    'gives $name its timeout and its dead-letter queue',
    async (queue) => {
      const attributes = await attributesOf(queue.name);
      expect(attributes).toMatchObject({
        VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
        MessageRetentionPeriod: String(queue.retentionDays * 86_400),
      });
      expect(JSON.parse(attributes.RedrivePolicy!)).toEqual({
        deadLetterTargetArn: (await attributesOf(queue.deadLetter)).QueueArn,
        maxReceiveCount: queue.maxReceiveCount,
      });
    },
  );

  it('delivers what is published in process to each subscribed queue, raw', async () => {
    server.publish(server.topicArn('matinee-uploads'), '{"Records":[]}', 'Amazon S3 Notification');
    const [message] = await receive('matinee-transcode-intake');
    expect(message?.Body).toBe('{"Records":[]}');
  });

  it('refuses to publish to an unknown topic', () => {
    expect(() => server.publish(server.topicArn('nope'), 'x')).toThrow('There is no topic');
  });

  it('is the same, on a new port, after a second start, and keeps a message in flight in flight', async () => {
    await sqs.send(
      new SendMessageCommand({ QueueUrl: server.queueUrl('matinee-transcode-bulk'), MessageBody: 'kept' }),
    );
    expect(await receive('matinee-transcode-bulk')).toHaveLength(1);
    const before = server.url;
    await server.close();
    await start();
    expect(server.queueUrl('matinee-transcode-bulk')).toBe(
      `${server.url}/000000000000/matinee-transcode-bulk`,
    );
    expect(server.url).not.toBe(before);
    expect(await attributesOf('matinee-transcode-bulk')).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
    server.publish(server.topicArn('matinee-video-events'), 'after');
    expect(await receive('matinee-catalog-video-events')).toHaveLength(1);
    expect(await receive('matinee-catalog-video-events', 0)).toHaveLength(0);
  });
});

describe('the counters of a queue', () => {
  it('tell of an ended visibility timeout without anybody receiving', async () => {
    const name = 'matinee-catalog-video-events';
    server.publish(server.topicArn('matinee-video-events'), 'count me');
    const QueueUrl = server.queueUrl(name);
    await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, VisibilityTimeout: 1 }));
    const before = Number((await attributesOf(name)).ApproximateNumberOfMessages);
    await vi.waitFor(
      async () =>
        expect(Number((await attributesOf(name)).ApproximateNumberOfMessages)).toBeGreaterThan(before),
      { timeout: 10_000 },
    );
  });
});

describe('a long poll', () => {
  it('that its client has left takes no message with it', async () => {
    const QueueUrl = server.queueUrl('matinee-transcode-fast');
    const leaving = new AbortController();
    const polls = vi.spyOn(globalThis, 'setTimeout');
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: leaving.signal,
    });
    await vi.waitFor(() => expect(polls.mock.calls.some(([, ms]) => ms === 20_000)).toBe(true));
    polls.mockRestore();
    leaving.abort();
    await expect(poll).rejects.toMatchObject({ name: 'AbortError' });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for somebody else' }));
    const [message] = await receive('matinee-transcode-fast');
    expect(message?.Body).toBe('for somebody else');
    expect(message?.Attributes?.ApproximateReceiveCount).toBe('1');
  });
});

describe('the port', () => {
  it('answers on loopback only', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('serves no S3 and no inspection of messages', async () => {
    for (const path of ['/bucket/key', '/_fauxqs/queues', '/?list-type=2'])
      expect((await fetch(`${server.url}${path}`)).status).toBe(404);
    expect((await fetch(`${server.url}/bucket/key`, { method: 'PUT', body: 'x' })).status).toBe(404);
  });

  it('refuses a call without our access key', async () => {
    const body = new URLSearchParams({ Action: 'ListTopics', Version: '2010-03-31' });
    expect((await fetch(server.url, { method: 'POST', body })).status).toBe(403);
  });
});
