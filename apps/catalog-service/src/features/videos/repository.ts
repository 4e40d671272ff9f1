import type { CatalogEvent, EditVideo } from '@matinee/contracts';
import type { z } from 'zod';
import { isDuplicate, retryConflicts, type Database } from '../../database.ts';
import { addToOutbox } from '../../outbox/outbox-repository.ts';
import { columns } from './columns.ts';
import { readMirror } from './media-repository.ts';
import type { NewVideo, VideoRow } from './rows.ts';

export type Edit = Partial<z.infer<typeof EditVideo>>;

/** What stays of a deleted video: its key, its owner and its times. Private, so that no list finds it. */
const tombstone = {
  visibility: 'private',
  displayName: '',
  description: '',
  email: '',
  fileName: '',
  idempotencyKey: null,
  posterKey: null,
  masterKey: null,
  mp4Key: null,
} as const;

const asRow = (row: object | null) => {
  if (!row) return null;
  const { heights, ...rest } = row as VideoRow & { heights: number[] | null };
  return { ...rest, heights: heights ?? [] };
};

export function createVideosRepository(db: Database) {
  const find = async (videoKey: string): Promise<VideoRow | null> =>
    asRow(await db.video.findUnique({ where: { videoKey }, select: columns.video }));

  const insert = (video: NewVideo) =>
    db.$transaction(
      async (tx) => {
        const { videoKey } = await tx.video.create({ data: video, select: { videoKey: true } });
        const data = await readMirror(tx, videoKey);
        if (data) await tx.video.updateMany({ where: { videoKey, ownerId: video.ownerId }, data });
      },
      // The media row must be read as it is after the insert, not as it was when the transaction began.
      { isolationLevel: 'ReadCommitted' },
    );

  return {
    /** The row, tombstones too. */
    find,

    /** Adds a video together with what events have told of it so far; false when its key is taken. */
    async add(video: NewVideo): Promise<boolean> {
      try {
        await retryConflicts(() => insert(video));
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },

    /** False when there is no such video of this owner. */
    async edit(videoKey: string, ownerId: string, edit: Edit): Promise<boolean> {
      const { count } = await db.video.updateMany({
        where: { videoKey, ownerId, deletedAt: null },
        data: edit,
      });
      return count > 0;
    },

    /** Leaves a tombstone and, in the same transaction, the event. False when it was gone already. */
    remove(videoKey: string, ownerId: string, event: CatalogEvent): Promise<boolean> {
      return retryConflicts(() =>
        db.$transaction(async (tx) => {
          const { count } = await tx.video.updateMany({
            where: { videoKey, ownerId, deletedAt: null },
            data: { ...tombstone, deletedAt: new Date() },
          });
          if (count === 0) return false;
          await tx.media.deleteMany({ where: { videoKey } });
          await addToOutbox(tx, event);
          return true;
        }),
      );
    },
  };
}
export type VideosRepository = ReturnType<typeof createVideosRepository>;
