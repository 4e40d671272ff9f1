import { randomUUID } from 'node:crypto';
import { CatalogEvent } from '@matinee/contracts';
import { createPublisher } from '@matinee/messaging';
import { eventually, snsClient, testQueue, type TestQueue } from '@matinee/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Background } from '../background.ts';
import { catalogDatabase, newVideoKey, silent, type CatalogDatabase } from '../testing.ts';
import { addToOutbox, createOutboxRepository, type OutboxRepository } from './outbox-repository.ts';
import { startRelay } from './relay.ts';

let database: CatalogDatabase;
let outbox: OutboxRepository;
let queue: TestQueue;
let relay: Background | undefined;
beforeAll(async () => {
  database = await catalogDatabase();
  outbox = createOutboxRepository(database.db);
});
afterAll(() => database.drop());
beforeEach(async () => {
  queue = await testQueue();
});
afterEach(async () => {
  await relay?.stop();
  await queue.remove();
});

async function write(): Promise<CatalogEvent> {
  const event = CatalogEvent.parse({
    type: 'video.deleted',
    eventId: randomUUID(),
    occurredAt: new Date().toISOString(),
    revision: 1,
    videoKey: newVideoKey(),
    ownerId: randomUUID(),
  });
  await addToOutbox(database.db, event);
  return event;
}
const isEmpty = async () => (await outbox.unsent(1)).length === 0;
const sns = () => createPublisher<CatalogEvent>({ topicArn: queue.topicArn, client: snsClient() });

it('publishes what was there before it started and what comes after', async () => {
  const before = await write();
  relay = startRelay({ outbox, publisher: sns(), log: silent });
  expect(await queue.receive()).toEqual([before]);
  const after = await write();
  relay.kick();
  expect(await queue.receive()).toEqual([after]);
  await eventually(isEmpty);
});

it('keeps what SNS did not take and sends it later', async () => {
  const events = [await write(), await write()];
  const real = sns();
  let refused = false;
  const publisher = {
    publishBatch: async (batch: readonly CatalogEvent[]) => {
      if (refused) return real.publishBatch(batch);
      refused = true;
      await real.publishBatch(batch.slice(1));
      return [{ event: batch[0]!, reason: 'InternalError' }];
    },
  };
  relay = startRelay({ outbox, publisher, log: silent });
  expect(await queue.receive()).toEqual([events[1]]);
  await eventually(async () => (await outbox.unsent(10)).length === 1);
  relay.kick();
  expect(await queue.receive()).toEqual([events[0]]);
  await eventually(isEmpty);
});

it('publishes again, with the same eventId, when it was killed between SNS and the database', async () => {
  const event = await write();
  const real = sns();
  // The kill: what comes after publishing never happens.
  const killed = { ...outbox, remove: async () => Promise.reject(new Error('killed')) };
  relay = startRelay({ outbox: killed, publisher: real, log: silent });
  await queue.receive();
  await relay.stop();
  relay = startRelay({ outbox, publisher: real, log: silent });
  expect(await queue.receive()).toEqual([event]);
  await eventually(isEmpty);
});

it('publishes more than one batch without waiting', async () => {
  const events = await Promise.all(Array.from({ length: 120 }, write));
  relay = startRelay({ outbox, publisher: sns(), log: silent });
  const received = (await queue.receive({ count: 120 })) as CatalogEvent[];
  expect(new Set(received.map(({ eventId }) => eventId))).toEqual(
    new Set(events.map(({ eventId }) => eventId)),
  );
});
