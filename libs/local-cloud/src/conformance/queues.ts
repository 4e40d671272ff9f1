import { randomUUID } from 'node:crypto';
import * as SNS from '@aws-sdk/client-sns';
import * as SQS from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, it } from 'vitest';

export type QueuesTarget = { sqs: SQS.SQSClient; sns: SNS.SNSClient };

type QueueHandle = { url: string; arn: string };

/**
 * What Matinee relies on of SQS and SNS; holds on AWS and on the local stand-in alike.
 * `target` is asked when a test runs, so clients may be made in a beforeAll. Everything made is deleted again.
 */
export function queuesConformance(target: () => QueuesTarget): void {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    await Promise.all(cleanups.map((cleanup) => cleanup()));
  });

  const createQueue = async (Attributes: Record<string, string> = {}): Promise<QueueHandle> => {
    const { sqs } = target();
    const QueueName = `conformance-${randomUUID()}`;
    const { QueueUrl: url } = await sqs.send(new SQS.CreateQueueCommand({ QueueName, Attributes }));
    cleanups.push(() => sqs.send(new SQS.DeleteQueueCommand({ QueueUrl: url })));
    return { url: url!, arn: (await attributes(url!)).QueueArn! };
  };
  const attributes = async (QueueUrl: string): Promise<Record<string, string>> => {
    const answer = await target().sqs.send(
      new SQS.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return answer.Attributes ?? {};
  };
  const send = (QueueUrl: string, MessageBody: string, DelaySeconds?: number) =>
    target().sqs.send(new SQS.SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
  /** One long poll; an empty answer is no error, as on AWS. */
  const receive = async (
    QueueUrl: string,
    options: Partial<SQS.ReceiveMessageCommandInput> = {},
  ): Promise<SQS.Message[]> => {
    const answer = await target().sqs.send(
      new SQS.ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds: 5,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
        ...options,
      }),
    );
    return answer.Messages ?? [];
  };
  const remove = (QueueUrl: string, ReceiptHandle: string) =>
    target().sqs.send(new SQS.DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  const setVisibility = (QueueUrl: string, ReceiptHandle: string, VisibilityTimeout: number) =>
    target().sqs.send(new SQS.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

  describe('a queue', () => {
    it('hides a received message, shows it again after the visibility timeout and counts the receives', async () => {
      const queue = await createQueue({ VisibilityTimeout: '1' });
      await send(queue.url, 'one');
      const [first] = await receive(queue.url);
      expect(await receive(queue.url, { WaitTimeSeconds: 0 })).toEqual([]);
      const [second] = await receive(queue.url);
      expect([first?.Body, second?.Body]).toEqual(['one', 'one']);
      expect(second?.MessageId).toBe(first?.MessageId);
      expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
    });

    it('keeps a message hidden for as long as its visibility is extended', async () => {
      const queue = await createQueue({ VisibilityTimeout: '1' });
      await send(queue.url, 'long work');
      const [message] = await receive(queue.url);
      await setVisibility(queue.url, message!.ReceiptHandle!, 60);
      expect(await receive(queue.url, { WaitTimeSeconds: 2 })).toEqual([]);
    });

    it('hands a message back at once when its visibility is set to 0', async () => {
      const queue = await createQueue({ VisibilityTimeout: '60' });
      await send(queue.url, 'not now');
      const [message] = await receive(queue.url);
      await setVisibility(queue.url, message!.ReceiptHandle!, 0);
      const [again] = await receive(queue.url);
      expect(again?.Body).toBe('not now');
    });

    it('does not deliver a deleted message again', async () => {
      const queue = await createQueue({ VisibilityTimeout: '1' });
      await send(queue.url, 'done');
      const [message] = await receive(queue.url);
      await remove(queue.url, message!.ReceiptHandle!);
      expect(await receive(queue.url, { WaitTimeSeconds: 2 })).toEqual([]);
    });

    it('wakes a waiting long poll when a message arrives', async () => {
      const queue = await createQueue();
      const poll = receive(queue.url, { WaitTimeSeconds: 20 });
      await send(queue.url, 'wake up');
      expect((await poll).map(({ Body }) => Body)).toEqual(['wake up']);
    });

    it('wakes a waiting long poll when the delay of a message ends', async () => {
      const queue = await createQueue();
      await send(queue.url, 'later', 1);
      expect(await receive(queue.url, { WaitTimeSeconds: 0 })).toEqual([]);
      expect((await receive(queue.url, { WaitTimeSeconds: 20 })).map(({ Body }) => Body)).toEqual(['later']);
    });

    it('takes a batch of 10, refuses one of 11 and one with a repeated id', async () => {
      const queue = await createQueue();
      const entries = (count: number, id = (n: number) => `m${n}`) =>
        Array.from({ length: count }, (_, n) => ({ Id: id(n), MessageBody: `${n}` }));
      const batch = (Entries: SQS.SendMessageBatchRequestEntry[]) =>
        target().sqs.send(new SQS.SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
      expect((await batch(entries(10))).Successful).toHaveLength(10);
      await expect(batch(entries(11))).rejects.toMatchObject({
        name: expect.stringContaining('TooManyEntriesInBatchRequest'),
      });
      await expect(batch(entries(2, () => 'same'))).rejects.toMatchObject({
        name: expect.stringContaining('BatchEntryIdsNotDistinct'),
      });
    });

    it('refuses a message over 1 MiB', async () => {
      const queue = await createQueue();
      await expect(send(queue.url, 'x'.repeat(1_048_577))).rejects.toMatchObject({
        name: expect.stringMatching(/InvalidParameterValue|InvalidMessageContents/),
      });
    });

    it('says that a queue does not exist', async () => {
      const queue = await createQueue();
      await expect(receive(`${queue.url}-missing`)).rejects.toMatchObject({
        name: expect.stringMatching(/QueueDoesNotExist|NonExistentQueue/),
      });
    });
  });

  describe('a dead-letter queue', () => {
    const pair = async (maxReceiveCount: number) => {
      const dead = await createQueue();
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount });
      return { dead, source: await createQueue({ VisibilityTimeout: '60', RedrivePolicy }) };
    };
    const exhaust = async (url: string, receives: number): Promise<void> => {
      for (let n = 0; n < receives; n++) {
        const [message] = await receive(url);
        await setVisibility(url, message!.ReceiptHandle!, 0);
      }
      expect(await receive(url, { WaitTimeSeconds: 1 })).toEqual([]);
    };

    it('takes a message after maxReceiveCount receives, with its attributes', async () => {
      const { dead, source } = await pair(2);
      await target().sqs.send(
        new SQS.SendMessageCommand({
          QueueUrl: source.url,
          MessageBody: 'poison',
          MessageAttributes: { trace: { DataType: 'String', StringValue: 'abc' } },
        }),
      );
      await exhaust(source.url, 2);
      const [buried] = await receive(dead.url);
      expect(buried?.Body).toBe('poison');
      expect(buried?.MessageAttributes?.trace?.StringValue).toBe('abc');
    });

    it('gives its messages back to the source queue by a move task', async () => {
      const { dead, source } = await pair(1);
      await send(source.url, 'second chance');
      await exhaust(source.url, 1);
      await target().sqs.send(new SQS.StartMessageMoveTaskCommand({ SourceArn: dead.arn }));
      const [back] = await receive(source.url, { WaitTimeSeconds: 20 });
      expect(back?.Body).toBe('second chance');
    });
  });

  describe('a topic', () => {
    const createTopic = async (): Promise<string> => {
      const { sns } = target();
      const { TopicArn } = await sns.send(
        new SNS.CreateTopicCommand({ Name: `conformance-${randomUUID()}` }),
      );
      cleanups.push(() => sns.send(new SNS.DeleteTopicCommand({ TopicArn })));
      return TopicArn!;
    };
    const subscriber = async (TopicArn: string, Attributes: Record<string, string>): Promise<QueueHandle> => {
      const queue = await createQueue();
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queue.arn,
          Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
        },
      });
      await target().sqs.send(
        new SQS.SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { Policy } }),
      );
      await target().sns.send(
        new SNS.SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, Attributes }),
      );
      return queue;
    };

    it('delivers to every subscribed queue, raw with attributes where raw delivery is asked for', async () => {
      const TopicArn = await createTopic();
      const raw = await subscriber(TopicArn, { RawMessageDelivery: 'true' });
      const wrapped = await subscriber(TopicArn, {});
      await target().sns.send(
        new SNS.PublishCommand({
          TopicArn,
          Message: '{"type":"video.playable"}',
          MessageAttributes: { type: { DataType: 'String', StringValue: 'video.playable' } },
        }),
      );
      const [plain] = await receive(raw.url, { WaitTimeSeconds: 20 });
      expect(plain?.Body).toBe('{"type":"video.playable"}');
      expect(plain?.MessageAttributes?.type?.StringValue).toBe('video.playable');
      const [envelope] = await receive(wrapped.url, { WaitTimeSeconds: 20 });
      expect(JSON.parse(envelope!.Body!)).toMatchObject({
        Type: 'Notification',
        TopicArn,
        Message: '{"type":"video.playable"}',
      });
    });

    it('refuses a publication to a topic that does not exist', async () => {
      const TopicArn = `${await createTopic()}-missing`;
      await expect(
        target().sns.send(new SNS.PublishCommand({ TopicArn, Message: 'x' })),
      ).rejects.toMatchObject({ name: 'NotFoundException' });
    });
  });
}
