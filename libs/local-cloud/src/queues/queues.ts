import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { loadFauxqs, type Fauxqs } from './fauxqs.ts';
import { repair } from './repairs.ts';
import { rebaseQueueUrls, seed, topicArn, type Topology } from './seed.ts';

export type QueuesOptions = {
  port: number;
  /** Messages, queues, topics and subscriptions are kept here. */
  dir: string;
  accessKeyId: string;
  region?: string;
  topology?: Topology;
};

export type Queues = {
  port: number;
  url: string;
  queueUrl(name: string): string;
  topicArn(name: string): string;
  /** Publishes in process: the message is stored when this returns. Throws for an unknown topic. */
  publish(topicArn: string, message: string, subject?: string): void;
  close(): Promise<void>;
};

let repaired: Promise<Fauxqs> | undefined;
const repairedFauxqs = (): Promise<Fauxqs> =>
  (repaired ??= loadFauxqs().then((fauxqs) => {
    repair(fauxqs);
    return fauxqs;
  }));

/**
 * SQS and SNS on one loopback port, durable across kill -9 (fauxqs behind the repairs of this folder).
 * Requests must carry our access key, as a call without credentials fails on AWS too; it also keeps web pages
 * out, which cannot send that header across origins.
 */
export async function startQueues(options: QueuesOptions): Promise<Queues> {
  const { port, dir, accessKeyId, region = 'us-east-1', topology } = options;
  const fauxqs = await repairedFauxqs();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const persistence = new fauxqs.PersistenceManager(dir);
  // Each write reaches the kernel, not yet the disk: safe against kill -9, and not an fsync per message.
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  const sqs = new fauxqs.SqsStore();
  const sns = new fauxqs.SnsStore();
  sqs.host = undefined; // else queue URLs name sqs.us-east-1.localhost, which not every machine resolves
  sqs.region = sns.region = region;
  persistence.loadSqsAndSns(sqs, sns);
  sqs.persistence = sns.persistence = persistence;
  for (const queue of sqs.allQueues()) queue.persistence = persistence;
  if (topology) seed(sqs, sns, topology, region);

  const app = fauxqs.buildApp({ logger: false, stores: { sqsStore: sqs, snsStore: sns } });
  app.addHook('onRequest', async ({ method, url, headers }, reply) => {
    if (url === '/health') return;
    if (method !== 'POST' || url !== '/') return reply.code(404).send('Only SQS and SNS are served here.');
    if (!headers.authorization?.startsWith(`AWS4-HMAC-SHA256 Credential=${accessKeyId}/`))
      return reply
        .code(403)
        .send({ __type: 'MissingAuthenticationToken', message: 'Request is missing credentials.' });
  });
  const url = new URL(await app.listen({ port, host: '127.0.0.1' })).origin;
  rebaseQueueUrls(sqs, url);

  return {
    port: Number(new URL(url).port),
    url,
    queueUrl: (name) => {
      const queue = sqs.getQueueByName(name);
      if (!queue) throw new Error(`There is no queue ${name}.`);
      return queue.url;
    },
    topicArn: (name) => topicArn(name, region),
    publish: (arn, message, subject) => {
      const topic = sns.getTopic(arn);
      if (!topic) throw new Error(`There is no topic ${arn}.`);
      const messageId = randomUUID();
      fauxqs.fanOutToSubscriptions({
        ...{ topicArn: arn, topic, messageId, message, messageAttributes: {}, subject },
        ...{ snsStore: sns, sqsStore: sqs },
      });
    },
    close: async () => {
      await app.close();
      persistence.close();
    },
  };
}
