import type { Database } from '../../database.ts';
import { columns } from './columns.ts';
import type { Position } from './cursor.ts';
import type { OwnRow, SummaryRow } from './rows.ts';

export type PageRequest = { limit: number; after?: Position | undefined };
export type Page<Row> = { rows: Row[]; next: Position | null };

/**
 * Rows behind a position, newest first. The first condition alone is a range of the index; the second drops the rows
 * of the same second that were on the page before. Never OFFSET, which reads all that it skips.
 */
const behind = (after: Position | undefined) =>
  after && {
    uploadTime: { lte: after.uploadTime },
    OR: [{ uploadTime: { lt: after.uploadTime } }, { videoKey: { lt: after.videoKey } }],
  };

const newestFirst = [{ uploadTime: 'desc' }, { videoKey: 'desc' }] as const;

/** One row more than asked for tells whether there is a next page. */
function page<Row extends Position>(rows: Row[], limit: number): Page<Row> {
  if (rows.length <= limit) return { rows, next: null };
  const kept = rows.slice(0, limit);
  return { rows: kept, next: kept.at(-1) ?? null };
}

export function createListsRepository(db: Database) {
  return {
    /** Public videos that have not failed; a tombstone is private, so it is not among them. */
    async listPublic({ limit, after }: PageRequest): Promise<Page<SummaryRow>> {
      const rows = await db.video.findMany({
        select: columns.summary,
        where: { visibility: 'public', isFailed: false, ...behind(after) },
        orderBy: [...newestFirst],
        take: limit + 1,
      });
      return page(rows, limit);
    },

    /** Everything of one person's, in every state. */
    async listOwn(ownerId: string, { limit, after }: PageRequest): Promise<Page<OwnRow>> {
      const rows = await db.video.findMany({
        select: columns.own,
        where: { ownerId, deletedAt: null, ...behind(after) },
        orderBy: [...newestFirst],
        take: limit + 1,
      });
      return page(rows as OwnRow[], limit);
    },
  };
}
export type ListsRepository = ReturnType<typeof createListsRepository>;
