import type { CatalogEvent, EditVideo } from '@matinee/contracts';
import type { z } from 'zod';
import { isDuplicate, readCommitted, retryConflicts, type Database } from '../../database.ts';
import { addToOutbox } from '../../outbox/outbox-repository.ts';
import { noAssets } from './assets.ts';
import { columns } from './columns.ts';
import { relist } from './listing-repository.ts';
import { readMirror } from './media-repository.ts';
import { fromStored, type NewVideo, type Stored, type VideoRow } from './rows.ts';

/** Columns to change. */
export type Edit = Omit<z.infer<typeof EditVideo>, 'posterKey'> & { chosenPosterKey?: string };

/** What stays of a deleted video: its key, its owner and its times. In no list. */
export const tombstone = {
  visibility: 'private' as const,
  listedAt: null,
  displayName: '',
  description: '',
  email: '',
  fileName: '',
  idempotencyKey: null,
  posterKey: null,
  masterKey: null,
  mp4Key: null,
  chosenPosterKey: null,
  assets: noAssets,
};

const asRow = (row: object | null) => {
  if (!row) return null;
  const { heights, ...rest } = row as Stored<VideoRow> & { heights: number[] | null };
  return fromStored<VideoRow>({ ...rest, heights: heights ?? [] });
};

export function createVideosRepository(db: Database) {
  const find = async (videoKey: string): Promise<VideoRow | null> =>
    asRow(await db.video.findUnique({ where: { videoKey }, select: columns.video }));

  /** The row first, then what events have told: see createMediaRepository for why this order loses nothing. */
  const insert = (video: NewVideo) =>
    db.$transaction(async (tx) => {
      const { videoKey, ownerId } = video;
      await tx.video.create({ data: video, select: { videoKey: true } });
      const data = await readMirror(tx, videoKey);
      if (data) await tx.video.updateMany({ where: { videoKey, ownerId }, data });
      await relist(tx, videoKey);
    }, readCommitted);

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
    edit(videoKey: string, ownerId: string, edit: Edit): Promise<boolean> {
      return retryConflicts(() =>
        db.$transaction(async (tx) => {
          const { count } = await tx.video.updateMany({
            where: { videoKey, ownerId, deletedAt: null },
            data: edit,
          });
          if (count > 0 && edit.visibility) await relist(tx, videoKey);
          return count > 0;
        }, readCommitted),
      );
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
