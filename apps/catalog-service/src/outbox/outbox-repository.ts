import type { CatalogEvent } from '@matinee/contracts';
import type { Database } from '../database.ts';

export type OutboxRow = { id: bigint; event: CatalogEvent };

/** Writes an event in the transaction of the change it tells of: either both happen or neither. */
export async function addToOutbox(tx: Pick<Database, 'outboxEvent'>, event: CatalogEvent): Promise<void> {
  await tx.outboxEvent.createMany({ data: [{ eventId: event.eventId, body: event }] });
}

export function createOutboxRepository(db: Database) {
  return {
    /** Events that are not known to be out, oldest first. */
    async unsent(take: number): Promise<OutboxRow[]> {
      const rows = await db.outboxEvent.findMany({ orderBy: { id: 'asc' }, take });
      return rows.map(({ id, body }) => ({ id, event: body as unknown as CatalogEvent }));
    },

    async remove(ids: bigint[]): Promise<void> {
      await db.outboxEvent.deleteMany({ where: { id: { in: ids } } });
    },
  };
}
export type OutboxRepository = ReturnType<typeof createOutboxRepository>;
