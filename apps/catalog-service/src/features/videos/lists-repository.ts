import type { Database } from '../../database.ts';
import { columns } from './columns.ts';
import type { Position } from './cursor.ts';
import { fromStored, type OwnRow, type Stored, type SummaryRow } from './rows.ts';

export type PageRequest = { limit: number; after?: Position | undefined };
export type Page<Row> = { rows: Row[]; next: Position | null };

/** What of a second that the page before ended in has not been shown yet. */
const restOfSecond = ({ videoKey }: Position) => ({ videoKey: { lt: videoKey } });

/** One row more than asked for tells whether there is a next page. */
function page<Row extends Position>(rows: Row[], limit: number): Page<Row> {
  if (rows.length <= limit) return { rows, next: null };
  const kept = rows.slice(0, limit);
  return { rows: kept, next: kept.at(-1) ?? null };
}

/**
 * Lists by keyset: each page is one range of an index, as deep as it may be. Never OFFSET, which reads all it skips.
 * No equality stands before the range, because MariaDB would then use the equality alone (`ref`) and read the index
 * from its newest end; hence `listedAt`, and an owner between two bounds that are the same.
 */
export function createListsRepository(db: Database) {
  return {
    /** Public videos that have not failed. */
    async listPublic({ limit, after }: PageRequest): Promise<Page<SummaryRow>> {
      const rows = await db.video.findMany({
        select: columns.summary,
        where: after
          ? {
              listedAt: { lte: after.uploadTime },
              OR: [{ listedAt: { lt: after.uploadTime } }, restOfSecond(after)],
            }
          : { listedAt: { not: null } },
        orderBy: [{ listedAt: 'desc' }, { videoKey: 'desc' }],
        take: limit + 1,
      });
      return page(rows.map(fromStored<SummaryRow>), limit);
    },

    /** Everything of one person's, in every state. */
    async listOwn(ownerId: string, { limit, after }: PageRequest): Promise<Page<OwnRow>> {
      const rows = await db.video.findMany({
        select: columns.own,
        where: {
          ownerId: { gte: ownerId, lte: ownerId },
          deletedAt: null,
          ...(after && {
            uploadTime: { lte: after.uploadTime },
            OR: [{ uploadTime: { lt: after.uploadTime } }, restOfSecond(after)],
          }),
        },
        orderBy: [{ ownerId: 'desc' }, { uploadTime: 'desc' }, { videoKey: 'desc' }],
        take: limit + 1,
      });
      return page((rows as Stored<OwnRow>[]).map(fromStored<OwnRow>), limit);
    },
  };
}
export type ListsRepository = ReturnType<typeof createListsRepository>;
