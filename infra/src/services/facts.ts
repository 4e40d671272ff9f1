import type { queues, topics } from '@matinee/contracts';

type QueueKey = keyof typeof queues;
type TopicKey = keyof typeof topics;

/**
 * What tasks are told of the rest of the stack and get permissions for, as plain text: environment and statements are
 * pure functions of it.
 */
export type Facts = {
  account: string;
  region: string;
  publicOrigin: string;
  /** The balancer's listener for tasks. */
  internalOrigin: string;
  cluster: { name: string; arn: string };
  database: { address: string; port: string };
  /** Arns. */
  secrets: {
    master: string;
    databaseCatalog: string;
    databaseTranscode: string;
    uploadToken: string;
    workerToken: string;
    mediaKeys: string;
  };
  /** Arn of our own key, in profiles that have one. */
  key?: string | undefined;
  buckets: Record<'originals' | 'media', { name: string; arn: string; origin: string }>;
  queues: Record<QueueKey, { url: string; arn: string; deadLetterArn: string }>;
  /** Arns. */
  topics: Record<TopicKey, string>;
  userPool: { id: string; clientId: string };
  mediaSigning: { key: 'first' | 'second'; keyPairId: string };
  /** Most workers of each of the two services. */
  workersMost: number;
};
