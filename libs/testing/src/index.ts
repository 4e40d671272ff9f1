export { selfSignedCertificate, type Certificate } from './certificate.ts';
export { clip, type ClipOptions } from './clip.ts';
export { testBuckets, type TestBuckets } from './buckets.ts';
export { applySchema, connect, createTestDatabase, type TestDatabase } from './database.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export { mailsTo, waitForCode, waitForMail, type CaughtMail, type WaitForMailOptions } from './mail.ts';
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
export {
  privateMariaDb,
  privateSecrets,
  type PrivateMariaDb,
  type PrivateSecrets,
} from './private-servers.ts';
export { privateCluster, type PrivateCluster } from './private-cluster.ts';
export { newPersonId, newVideoKey, testStore, type TestStore } from './storage.ts';
export { testCloud, type TestCloud } from './test-cloud.ts';
