import { topology as matinee } from '@matinee/contracts';
import type { Queue, SnsStore, SqsStore } from './fauxqs.ts';

type QueueDefinition = {
  name: string;
  deadLetter: string;
  subscribesTo: readonly string[];
  visibilityTimeoutSeconds: number;
  maxReceiveCount: number;
  retentionDays: number;
  deadLetterRetentionDays: number;
};

export type Topology = {
  topics: Record<string, string>;
  queues: Record<string, QueueDefinition>;
};

/** What Pulumi makes on AWS, from the same table. */
export const topology: Topology = matinee;

const ACCOUNT = '000000000000';
const SECONDS_PER_DAY = 86_400;

export const topicArn = (name: string, region: string): string => `arn:aws:sns:${region}:${ACCOUNT}:${name}`;
const queueArn = (name: string, region: string): string => `arn:aws:sqs:${region}:${ACCOUNT}:${name}`;

/** Brings topics, queues, dead-letter queues and raw subscriptions to what the topology says; messages stay. */
export function seed(sqs: SqsStore, sns: SnsStore, { topics, queues }: Topology, region: string): void {
  for (const name of Object.values(topics)) sns.createTopic(name, {}, undefined, region);
  for (const queue of Object.values(queues)) {
    const deadLetter = ensureQueue(sqs, queue.deadLetter, region, {
      MessageRetentionPeriod: String(queue.deadLetterRetentionDays * SECONDS_PER_DAY),
    });
    const { arn } = ensureQueue(sqs, queue.name, region, {
      VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
      MessageRetentionPeriod: String(queue.retentionDays * SECONDS_PER_DAY),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: deadLetter.arn,
        maxReceiveCount: queue.maxReceiveCount,
      }),
    });
    subscribe(sns, arn, queue.subscribesTo, Object.values(topics), region);
  }
}

function ensureQueue(sqs: SqsStore, name: string, region: string, attributes: Record<string, string>): Queue {
  const existing = sqs.getQueueByName(name);
  if (!existing) return sqs.createQueue(name, queuePath(name), queueArn(name, region), attributes);
  const differs = Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value);
  if (differs) existing.setAttributes(attributes);
  return existing;
}

function subscribe(
  sns: SnsStore,
  endpoint: string,
  wanted: readonly string[],
  all: string[],
  region: string,
): void {
  for (const name of all) {
    const topic = topicArn(name, region);
    const current = sns.listSubscriptionsByTopic(topic).subscriptions.find((s) => s.endpoint === endpoint);
    if (!wanted.includes(name)) {
      if (current) sns.unsubscribe(current.arn); // a topology of an earlier version
    } else if (!current) {
      sns.subscribe(topic, 'sqs', endpoint, { RawMessageDelivery: 'true' });
    }
  }
}

const queuePath = (name: string): string => `/${ACCOUNT}/${name}`;

/** Queue URLs carry the port, which may differ from run to run: makes them those of `baseUrl`. */
export function rebaseQueueUrls(sqs: SqsStore, baseUrl: string): void {
  const queues = [...sqs.allQueues()];
  sqs.queues.clear();
  for (const queue of queues) {
    queue.url = `${baseUrl}${queuePath(queue.name)}`;
    sqs.queues.set(queue.url, queue);
  }
}
