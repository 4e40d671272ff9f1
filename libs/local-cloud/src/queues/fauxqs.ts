import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';

/** The inner modules of fauxqs 2.4.1 that the repairs need, with the little of their types we use. */

export type Message = {
  messageId: string;
  body: string;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number;
};

export type Queue = {
  name: string;
  url: string;
  arn: string;
  attributes: Record<string, string>;
  messages: Message[];
  inflightMessages: Map<string, { message: Message }>;
  persistence?: Persistence;
  setAttributes(attributes: Record<string, string>): void;
  getAllAttributes(names: string[]): Record<string, string>;
  processTimers(): void;
  changeVisibility(receiptHandle: string, seconds: number): void;
  enqueue(message: Message): void;
  dequeue(...args: unknown[]): unknown[];
};

export type Persistence = {
  db: { exec(sql: string): void; prepare(sql: string): { run(...values: unknown[]): void } };
  loadSqsAndSns(sqs: SqsStore, sns: SnsStore): void;
  transaction(work: () => void): void;
  updateMessageReady(messageId: string): void;
  updateMessageInflight(
    id: string,
    handle: string | null,
    deadline: number | null,
    count: number,
    first?: number,
  ): void;
  close(): void;
};

export type SqsStore = {
  host: string | undefined;
  region: string | undefined;
  persistence?: Persistence;
  queues: Map<string, Queue>;
  createQueue(name: string, url: string, arn: string, attributes: Record<string, string>): Queue;
  getQueue(url: string): Queue | undefined;
  getQueueByName(name: string): Queue | undefined;
  getQueueByArn(arn: string): Queue | undefined;
  allQueues(): Iterable<Queue>;
};

export type SnsStore = {
  region: string | undefined;
  persistence?: Persistence;
  createTopic(
    name: string,
    attributes: Record<string, string>,
    tags: undefined,
    region: string,
  ): { arn: string };
  getTopic(arn: string): { arn: string } | undefined;
  subscribe(topic: string, protocol: 'sqs', endpoint: string, attributes: Record<string, string>): unknown;
  unsubscribe(arn: string): boolean;
  listSubscriptionsByTopic(arn: string): {
    subscriptions: { arn: string; endpoint: string; attributes: Record<string, string> }[];
  };
};

export type SqsRequest = { body: { QueueUrl: string }; raw: { socket: { destroyed: boolean } } };
export type SqsAnswer = { Messages?: { ReceiptHandle: string }[] } | undefined;
export type SqsAction = (body: Record<string, string>, store: SqsStore) => Promise<object>;

export type SqsRouter = {
  store: SqsStore;
  handle(request: SqsRequest, reply: unknown): Promise<SqsAnswer>;
  register(action: string, handler: SqsAction): void;
};

type Request = { method: string; url: string; headers: Record<string, string | undefined> };
type Reply = { code(status: number): { send(body: unknown): unknown } };

export type App = {
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply) => Promise<unknown>): void;
  listen(at: { port: number; host: string }): Promise<string>;
  close(): Promise<void>;
};

export type FanOut = (message: {
  topicArn: string;
  topic: { arn: string };
  messageId: string;
  message: string;
  messageAttributes: Record<string, never>;
  subject?: string;
  snsStore: SnsStore;
  sqsStore: SqsStore;
}) => void;

type Class<T, Args extends unknown[] = []> = { new (...args: Args): T; prototype: T };

export type Fauxqs = {
  buildApp(options: { logger: boolean; stores: { sqsStore: SqsStore; snsStore: SnsStore } }): App;
  PersistenceManager: Class<Persistence, [dir: string]>;
  SqsStore: Class<SqsStore>;
  SqsQueue: Class<Queue, never>;
  SqsRouter: Class<SqsRouter, never>;
  SnsStore: Class<SnsStore>;
  SqsError: Class<Error, [code: string, message: string]>;
  fanOutToSubscriptions: FanOut;
};

const modules = [
  './app.js',
  './persistence.js',
  './sqs/sqsStore.js',
  './sqs/sqsRouter.js',
  './sns/snsStore.js',
  './sns/actions/publish.js',
  './common/errors.js',
];

/** Imports by file URL, which the package's `exports` map does not restrict. The version is pinned exactly. */
export async function loadFauxqs(): Promise<Fauxqs> {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (!manifest) throw new Error('The package fauxqs is not installed. Run npm ci.');
  const dist = new URL('dist/', pathToFileURL(manifest));
  const loaded: object[] = await Promise.all(modules.map((path) => import(new URL(path, dist).href)));
  return Object.assign({}, ...loaded) as Fauxqs;
}
