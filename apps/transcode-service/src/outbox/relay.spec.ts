import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, eventually, type TestDatabase } from '@matinee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, transact, type Database } from '../database.ts';
import { createOutboxRepository, writePosts, type StoredPost } from './outbox-repository.ts';
import { createRelay, type SendPosts } from './relay.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase(
    'transcode',
    fileURLToPath(new URL('../../prisma/migrations', import.meta.url)),
  );
  db = createDatabase(database.url);
});
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});
beforeEach(() => db.outbox.deleteMany());

const write = (count: number) =>
  transact(db, async (tx) => {
    const posts = Array.from({ length: count }, (_, i) => ({
      destination: 'fast' as const,
      body: { number: i },
      groupId: randomUUID(),
    }));
    const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT UTC_TIMESTAMP(6) AS now`;
    await writePosts(tx, posts, clock!.now);
  });
const numbers = (posts: readonly StoredPost[]) =>
  posts.map(({ body }) => (body as { number: number }).number);
const never = 3_600_000;

function relayWith(send: SendPosts, pollMs = never) {
  const errors: unknown[] = [];
  const outbox = createOutboxRepository(db);
  return { errors, relay: createRelay({ outbox, send, pollMs, onError: (error) => errors.push(error) }) };
}

describe('the relay', () => {
  test('sends everything that was committed, oldest first, and forgets it', async () => {
    const sent: number[] = [];
    const { relay } = relayWith(async (posts) => (sent.push(...numbers(posts)), []));
    await write(120);
    await relay.drain();
    expect(sent).toEqual(Array.from({ length: 120 }, (_, i) => i));
    expect(await db.outbox.count()).toBe(0);
    await relay.stop();
  });

  test('finds by polling what a process left behind that died after its commit', async () => {
    await write(1);
    const sent: number[] = [];
    const { relay } = relayWith(async (posts) => (sent.push(...numbers(posts)), []), 20);
    await eventually(() => sent.length === 1);
    await relay.stop();
  });

  test('sends again what a process had taken that died before it sent it', async () => {
    await write(1);
    await createOutboxRepository(db).take(10, 60);
    const sent: number[] = [];
    const { relay } = relayWith(async (posts) => (sent.push(...numbers(posts)), []));
    await relay.drain();
    expect(sent).toEqual([]);
    await db.$executeRaw`UPDATE outbox SET dueAt = UTC_TIMESTAMP(6)`;
    await relay.drain();
    expect(sent).toEqual([0]);
    await relay.stop();
  });

  test('keeps what was refused for later, and only that', async () => {
    await write(3);
    const { relay } = relayWith(async (posts) => [posts[1]!.id]);
    await relay.drain();
    const rows = await db.outbox.findMany();
    expect(rows.map(({ body, failures }) => [body, failures])).toEqual([[{ number: 1 }, 1]]);
    expect(rows[0]!.dueAt.getTime()).toBeGreaterThan(Date.now() - 1000);
    await relay.stop();
  });

  test('keeps everything when sending breaks, and says so', async () => {
    await write(3);
    const { relay, errors } = relayWith(() => Promise.reject(new Error('SNS is away')));
    await relay.drain();
    expect(await db.outbox.count()).toBe(3);
    expect(errors).toHaveLength(1);
    await relay.stop();
  });

  test('two at once send each post once', async () => {
    await write(200);
    const sent: number[] = [];
    const send: SendPosts = async (posts) => (sent.push(...numbers(posts)), []);
    const relays = [relayWith(send).relay, relayWith(send).relay];
    await Promise.all(relays.map((relay) => relay.drain()));
    await Promise.all(relays.map((relay) => relay.drain()));
    expect(sent.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    await Promise.all(relays.map((relay) => relay.stop()));
  });
});
