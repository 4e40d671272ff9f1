import {
  PublishBatchCommand,
  PublishCommand,
  type PublishBatchRequestEntry,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { createSnsClient, type AwsTarget } from './clients.ts';

type Event = { type: string };
export type PublishFailure<E> = { event: E; reason: string };

/** SNS takes at most 10 messages and 256 KiB in one batch (docs.aws.amazon.com, "PublishBatch"). */
const maxEntries = 10;
const maxBytes = 256 * 1024;

/** SNS counts attributes too; ours are one short name and value. */
const attributeBytes = 128;

const content = (event: Event, groupId?: string) => ({
  Message: JSON.stringify(event),
  MessageAttributes: { type: { DataType: 'String', StringValue: event.type } },
  ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
});

/**
 * Publishes the events of one topic; `type` also travels as an attribute, so that subscriptions can filter.
 * Needs either a client or a region (and, locally, an endpoint).
 */
export function createPublisher<E extends Event>(
  options: { topicArn: string } & (AwsTarget | { client: SNSClient }),
) {
  const sns = 'client' in options ? options.client : createSnsClient(options);
  const TopicArn = options.topicArn;

  async function publishEntries(
    events: E[],
    entries: PublishBatchRequestEntry[],
  ): Promise<PublishFailure<E>[]> {
    try {
      const answer = await sns.send(
        new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }),
      );
      return (answer.Failed ?? []).map(({ Id, Code, Message }) => ({
        event: events[Number(Id)]!,
        reason: [Code, Message].filter(Boolean).join(': '),
      }));
    } catch (error) {
      return events.map((event) => ({ event, reason: String(error) }));
    }
  }

  return {
    /** Rejects when SNS did not take it. */
    async publish(event: E, { groupId }: { groupId?: string } = {}): Promise<void> {
      await sns.send(new PublishCommand({ TopicArn, ...content(event, groupId) }));
    },

    /** Publishes any number of events and answers with those that SNS did not take; never rejects. */
    async publishBatch(
      events: readonly E[],
      { groupId }: { groupId?: (event: E) => string } = {},
    ): Promise<PublishFailure<E>[]> {
      const failures: PublishFailure<E>[] = [];
      for (const batch of inBatches(events)) {
        const entries = batch.map((event, index) => ({
          Id: String(index),
          ...content(event, groupId?.(event)),
        }));
        failures.push(...(await publishEntries(batch, entries)));
      }
      return failures;
    },
  };
}
export type Publisher<E extends Event> = ReturnType<typeof createPublisher<E>>;

function inBatches<E extends Event>(events: readonly E[]): E[][] {
  const batches: E[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event)) + attributeBytes;
    const current = batches.at(-1);
    if (current && current.length < maxEntries && bytes + size <= maxBytes) {
      current.push(event);
      bytes += size;
    } else {
      batches.push([event]);
      bytes = size;
    }
  }
  return batches;
}
