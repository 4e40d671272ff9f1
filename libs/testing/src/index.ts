export { applySchema, connect, createTestDatabase, type TestDatabase } from './database.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export {
  purgeQueue,
  queueCounts,
  receiveMessages,
  snsClient,
  sqsClient,
  testQueue,
  type ReceiveOptions,
  type TestQueue,
  type TestQueueOptions,
} from './queues.ts';
export { testCloud, type TestCloud } from './test-cloud.ts';
