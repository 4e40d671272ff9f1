import { randomUUID } from 'node:crypto';
import type { Database, Tx } from '../database.ts';

export type Destination = 'videoEvents' | 'fast' | 'bulk';

/** Something decided that must be sent: an event, or a message that a task waits. */
export interface Post {
  destination: Destination;
  body: object;
  /** The owner: fair queues share the workers between groups. */
  groupId: string;
  delaySeconds?: number;
}

export type StoredPost = Required<Post> & { id: bigint };

/** Rows of one INSERT; keeps the statement far below `max_allowed_packet`. */
const INSERT_ROWS = 500;

/** Writes posts in the transaction of the change they tell of. */
export async function writePosts(tx: Tx, posts: readonly Post[], now: Date): Promise<void> {
  for (let i = 0; i < posts.length; i += INSERT_ROWS) {
    const data = posts.slice(i, i + INSERT_ROWS).map((post) => ({ ...post, dueAt: now }));
    await tx.outbox.createMany({ data });
  }
}

/** The waiting posts, as a relay sees them. Several relays may run: a post is taken by one at a time. */
export function createOutboxRepository(db: Database) {
  return {
    /** Takes up to `limit` due posts, oldest first, for `seconds`; a relay that dies gives them back by then. */
    async take(limit: number, seconds: number): Promise<StoredPost[]> {
      const taker = randomUUID();
      const taken = await db.$executeRaw`
        UPDATE outbox SET takenBy = ${taker}, dueAt = UTC_TIMESTAMP(6) + INTERVAL ${seconds} SECOND
        WHERE dueAt <= UTC_TIMESTAMP(6) ORDER BY dueAt, id LIMIT ${limit}`;
      if (taken === 0) return [];
      const rows = await db.outbox.findMany({ where: { takenBy: taker }, orderBy: { id: 'asc' } });
      return rows.map(({ id, destination, body, groupId, delaySeconds }) => ({
        id,
        destination,
        body: body as object,
        groupId,
        delaySeconds,
      }));
    },

    async remove(ids: readonly bigint[]): Promise<void> {
      if (ids.length > 0) await db.outbox.deleteMany({ where: { id: { in: [...ids] } } });
    },

    /** Again in about 1, 2, 4 … at most 60 seconds. */
    async postpone(ids: readonly bigint[]): Promise<void> {
      for (const id of ids) {
        await db.$executeRaw`
          UPDATE outbox SET dueAt = UTC_TIMESTAMP(6) + INTERVAL LEAST(60, POW(2, failures)) SECOND,
            failures = failures + 1 WHERE id = ${id}`;
      }
    },
  };
}
export type OutboxRepository = ReturnType<typeof createOutboxRepository>;
