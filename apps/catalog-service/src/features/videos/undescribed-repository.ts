import type { CatalogEvent } from '@matinee/contracts';
import { readCommitted, retryConflicts, type Database } from '../../database.ts';
import { addToOutbox } from '../../outbox/outbox-repository.ts';
import type { MediaOf } from './media-repository.ts';
import { tombstone } from './repository.ts';

/** Files that were uploaded and that nobody described: a row in `media`, none in `videos`. */
export function createUndescribedRepository(db: Database) {
  return {
    /** Those first seen in `[from, before)`, oldest first. An outer join, so that each key is looked up and no more. */
    find: (from: Date, before: Date, take: number): Promise<MediaOf[]> =>
      db.$queryRaw<MediaOf[]>`
        SELECT media.videoKey, media.ownerId
        FROM media LEFT JOIN videos ON videos.videoKey = media.videoKey
        WHERE media.firstSeenAt >= ${from} AND media.firstSeenAt < ${before} AND videos.videoKey IS NULL
        ORDER BY media.firstSeenAt
        LIMIT ${take}`,

    /**
     * Puts a tombstone in the place of the description and, in the same transaction, removes the media row and writes
     * the event. The key of `videos` decides who is first: once the video is described, or removed by another task,
     * nothing happens and the answer is false; whoever describes it later finds it taken by a tombstone.
     */
    remove: ({ videoKey, ownerId }: MediaOf, event: CatalogEvent): Promise<boolean> =>
      retryConflicts(() =>
        db.$transaction(async (tx) => {
          const now = new Date();
          const { count } = await tx.video.createMany({
            data: [{ ...tombstone, videoKey, ownerId, uploadTime: now, deletedAt: now }],
            skipDuplicates: true,
          });
          if (count === 0) return false;
          await tx.media.deleteMany({ where: { videoKey } });
          await addToOutbox(tx, event);
          return true;
        }, readCommitted),
      ),
  };
}
export type UndescribedRepository = ReturnType<typeof createUndescribedRepository>;
