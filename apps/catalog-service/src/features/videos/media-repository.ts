import { isDuplicate, readCommitted, retryConflicts, type Database } from '../../database.ts';
import { noAssets } from './assets.ts';
import { relist } from './listing-repository.ts';
import type { MediaState } from './media-state.ts';

export type MediaOf = { videoKey: string; ownerId: string };

/** The columns of `videos` that repeat a media row. */
type StoredState = Omit<MediaState, 'heights' | 'assets'> & { heights: object; assets: object | null };

export const mirrored = ({ revision, assets, ...state }: StoredState) => ({
  ...state,
  assets: assets ?? noAssets,
  mediaRevision: revision,
  isTranscoded: state.status === 'ready',
});

const stateColumns = {
  revision: true,
  status: true,
  progress: true,
  durationSeconds: true,
  width: true,
  height: true,
  posterKey: true,
  masterKey: true,
  mp4Key: true,
  heights: true,
  failureCode: true,
  assets: true,
} as const;

/**
 * Reads a media row as the columns of `videos`, or null.
 * Takes the transaction of whoever is about to write them.
 */
export async function readMirror(db: Pick<Database, 'media'>, videoKey: string) {
  const media = await db.media.findUnique({ where: { videoKey }, select: stateColumns });
  return media && mirrored(media as StoredState);
}

/**
 * What events told, and its copy in `videos`. Both only ever go to a higher revision, in one conditional UPDATE each,
 * so duplicates and late events change nothing.
 *
 * The fact is committed first and copied after. Whoever describes a video inserts its row first and then looks for the
 * fact. So in every order one of the two sees the other, without a lock; a crash in between is mended by redelivery.
 */
export function createMediaRepository(db: Database) {
  async function raise(videoKey: string, state: MediaState): Promise<boolean> {
    const { count } = await db.media.updateMany({
      where: { videoKey, revision: { lt: state.revision } },
      data: state,
    });
    return count > 0;
  }

  async function save({ videoKey, ownerId }: MediaOf, state: MediaState): Promise<void> {
    if (await raise(videoKey, state)) return;
    try {
      await db.media.create({ data: { videoKey, ownerId, ...state }, select: { videoKey: true } });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      await raise(videoKey, state); // somebody else was first, perhaps with an older state
    }
  }

  const copy = ({ videoKey, ownerId }: MediaOf): Promise<void> =>
    retryConflicts(() =>
      db.$transaction(async (tx) => {
        const data = await readMirror(tx, videoKey);
        if (!data) return;
        const { count } = await tx.video.updateMany({
          where: { videoKey, ownerId, deletedAt: null, mediaRevision: { lt: data.mediaRevision } },
          data,
        });
        if (count > 0) await relist(tx, videoKey);
      }, readCommitted),
    );

  return {
    /** Remembers a state unless a newer one is known. What is said of a deleted video is dropped. */
    async record(of: MediaOf, state: MediaState): Promise<void> {
      await save(of, state);
      const video = await db.video.findUnique({
        where: { videoKey: of.videoKey },
        select: { deletedAt: true },
      });
      // Checked after saving: a deletion that comes later removes the row itself.
      if (video?.deletedAt) await db.media.deleteMany({ where: { videoKey: of.videoKey } });
      else await copy(of);
    },

    /** Videos described before `before` of whose bytes nothing has been heard; oldest first. */
    findUploadingSince: (before: Date, take: number): Promise<MediaOf[]> =>
      db.video.findMany({
        where: { status: 'uploading', uploadTime: { lt: before }, deletedAt: null },
        select: { videoKey: true, ownerId: true },
        orderBy: { uploadTime: 'asc' },
        take,
      }),
  };
}
export type MediaRepository = ReturnType<typeof createMediaRepository>;
