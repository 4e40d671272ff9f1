import { randomUUID } from 'node:crypto';
import * as SNS from '@aws-sdk/client-sns';
import * as SQS from '@aws-sdk/client-sqs';
import { eventually } from './eventually.ts';
import { testCloud } from './test-cloud.ts';

export type TestQueueOptions = {
  /** Seconds; default 30. */
  visibilityTimeoutSeconds?: number;
  /** Default 5. */
  maxReceiveCount?: number;
  /** ARNs of other topics it should hear too, such as the one that S3 tells of uploads. */
  topicArns?: readonly string[];
};

export type TestQueue = Awaited<ReturnType<typeof testQueue>>;

/** SQS client of the run's local cloud. */
export const sqsClient = (): SQS.SQSClient => new SQS.SQSClient(clientOptions('sqs'));
/** SNS client of the run's local cloud. */
export const snsClient = (): SNS.SNSClient => new SNS.SNSClient(clientOptions('sns'));

const clientOptions = (service: 'sqs' | 'sns') => {
  const { region, credentials, endpoints } = testCloud();
  return { region, credentials, endpoint: endpoints[service] };
};

/**
 * A fresh topic, a queue that receives it raw, and its dead-letter queue, so that suites running side by side
 * do not take each other's messages. Call `remove()` in afterAll.
 */
export async function testQueue(options: TestQueueOptions = {}) {
  const { visibilityTimeoutSeconds = 30, maxReceiveCount = 5, topicArns = [] } = options;
  const sqs = sqsClient();
  const sns = snsClient();
  const name = `test-${randomUUID()}`;
  const dead = await createQueue(sqs, `${name}-dlq`, {});
  const queue = await createQueue(sqs, name, {
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount }),
  });
  const { TopicArn = '' } = await sns.send(new SNS.CreateTopicCommand({ Name: name }));
  const subscriptions = await Promise.all(
    [TopicArn, ...topicArns].map((arn) => subscribe(sns, arn, queue.arn)),
  );
  return {
    name,
    url: queue.url,
    arn: queue.arn,
    deadLetterUrl: dead.url,
    topicArn: TopicArn,
    send: (body: unknown) =>
      sqs.send(new SQS.SendMessageCommand({ QueueUrl: queue.url, MessageBody: asText(body) })),
    publish: (body: unknown) => sns.send(new SNS.PublishCommand({ TopicArn, Message: asText(body) })),
    receive: (options?: ReceiveOptions) => receiveMessages(queue.url, options),
    receiveDead: (options?: ReceiveOptions) => receiveMessages(dead.url, options),
    counts: () => queueCounts(queue.url),
    deadCounts: () => queueCounts(dead.url),
    remove: async () => {
      for (const SubscriptionArn of subscriptions)
        await sns.send(new SNS.UnsubscribeCommand({ SubscriptionArn }));
      await sns.send(new SNS.DeleteTopicCommand({ TopicArn }));
      for (const QueueUrl of [queue.url, dead.url]) await sqs.send(new SQS.DeleteQueueCommand({ QueueUrl }));
      sqs.destroy();
      sns.destroy();
    },
  };
}

export type ReceiveOptions = {
  /** How many to wait for; default 1. */
  count?: number;
  timeoutMs?: number;
};

/**
 * Receives and deletes until `count` messages arrived, parsed as JSON where they are JSON. Throws with what did
 * arrive when the deadline passes.
 */
export async function receiveMessages(
  QueueUrl: string,
  { count = 1, timeoutMs = 10_000 }: ReceiveOptions = {},
): Promise<unknown[]> {
  const sqs = sqsClient();
  const bodies: unknown[] = [];
  const probe = async (): Promise<unknown[]> => {
    const answer = await sqs.send(
      new SQS.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body = '', ReceiptHandle } of answer.Messages ?? []) {
      bodies.push(parsed(Body));
      await sqs.send(new SQS.DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    if (bodies.length < count)
      throw new Error(`${bodies.length} of ${count} messages arrived: ${JSON.stringify(bodies)}`);
    return bodies;
  };
  try {
    return await eventually(probe, { timeoutMs });
  } finally {
    sqs.destroy();
  }
}

/** Messages that can be received now, are being handled, and are delayed. */
export async function queueCounts(
  QueueUrl: string,
): Promise<{ ready: number; inFlight: number; delayed: number }> {
  const sqs = sqsClient();
  const { Attributes = {} } = await sqs.send(
    new SQS.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  sqs.destroy();
  return {
    ready: Number(Attributes.ApproximateNumberOfMessages),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed),
  };
}

/** Empties a queue. */
export async function purgeQueue(QueueUrl: string): Promise<void> {
  const sqs = sqsClient();
  await sqs.send(new SQS.PurgeQueueCommand({ QueueUrl }));
  sqs.destroy();
}

async function createQueue(sqs: SQS.SQSClient, QueueName: string, Attributes: Record<string, string>) {
  const { QueueUrl: url = '' } = await sqs.send(new SQS.CreateQueueCommand({ QueueName, Attributes }));
  const answer = await sqs.send(
    new SQS.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  return { url, arn: answer.Attributes?.QueueArn ?? '' };
}

async function subscribe(sns: SNS.SNSClient, TopicArn: string, Endpoint: string): Promise<string> {
  const Attributes = { RawMessageDelivery: 'true' };
  const answer = await sns.send(
    new SNS.SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }),
  );
  return answer.SubscriptionArn ?? '';
}

const asText = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};
