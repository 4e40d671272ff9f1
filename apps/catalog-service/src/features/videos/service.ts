import type { EditVideo, OwnVideo, Video, VideoList } from '@matinee/contracts';
import { limits } from '@matinee/contracts';
import { ApiError, type Person } from '@matinee/service-kit';
import type { Storage } from '@matinee/storage';
import type { z } from 'zod';
import { accessTo } from './access.ts';
import type { Cursors, Position } from './cursor.ts';
import type { ListsRepository, PageRequest } from './lists-repository.ts';
import type { MediaLinks } from './media-links.ts';
import type { VideosRepository } from './repository.ts';
import type { VideoRow } from './rows.ts';
import { videoDeleted } from './video-deleted.ts';
import { toOwnVideo, toSummary, toVideo } from './view.ts';

type Options = {
  videos: VideosRepository;
  lists: ListsRepository;
  links: MediaLinks;
  cursors: Cursors;
  /** The media bucket. */
  storage: Pick<Storage, 'presignGet'>;
  /** Called after something was written to the outbox. */
  onOutbox: () => void;
};

type EditRequest = z.infer<typeof EditVideo>;
type PageQuery = { limit: number; cursor?: string | undefined };

/** Any key of the bucket would be shown to everybody, so only those of the video's own stills are taken. */
const noSuchPoster = () =>
  new ApiError('invalid_request', {
    details: [{ path: 'body/posterKey', message: 'Choose one of the pictures of this video.' }],
  });

/** What people see of videos and may change. Knows the rules; neither HTTP nor SQL. */
export function createVideosService({ videos, lists, links, cursors, storage, onOutbox }: Options) {
  const request = ({ limit, cursor }: PageQuery): PageRequest => ({
    limit,
    ...(cursor !== undefined && { after: cursors.decode(cursor) }),
  });
  const nextCursor = (next: Position | null) => next && cursors.encode(next);

  const view = async (row: VideoRow, isOwner: boolean): Promise<Video> => {
    const watchUrl = row.mp4Key
      ? await storage.presignGet({ key: row.mp4Key, expiresSeconds: limits.watchUrlSeconds })
      : null;
    return toVideo(row, { isOwner, watchUrl, signUrl: links.url });
  };

  /** @throws ApiError `video_not_found` for what the caller may not know of, `not_your_video` for the rest */
  async function requireOwner(person: Person, videoKey: string): Promise<VideoRow> {
    const row = await videos.find(videoKey);
    const access = accessTo(row, person.id);
    if (!row || access === 'none') throw new ApiError('video_not_found');
    if (access === 'viewer') throw new ApiError('not_your_video');
    return row;
  }

  async function show(person: Person | undefined, videoKey: string): Promise<Video> {
    const row = await videos.find(videoKey);
    const access = accessTo(row, person?.id);
    if (!row || access === 'none') throw new ApiError('video_not_found');
    return view(row, access === 'owner');
  }

  return {
    view,
    show,

    async list(query: PageQuery): Promise<VideoList> {
      const { rows, next } = await lists.listPublic(request(query));
      return { items: rows.map((row) => toSummary(row, links.url)), nextCursor: nextCursor(next) };
    },

    async listOwn(
      person: Person,
      query: PageQuery,
    ): Promise<{ items: OwnVideo[]; nextCursor: string | null }> {
      const { rows, next } = await lists.listOwn(person.id, request(query));
      return { items: rows.map((row) => toOwnVideo(row, links.url)), nextCursor: nextCursor(next) };
    },

    async edit(person: Person, videoKey: string, { posterKey, ...edit }: EditRequest): Promise<Video> {
      const { assets } = await requireOwner(person, videoKey);
      if (posterKey !== undefined && !assets.posterKeys.includes(posterKey)) throw noSuchPoster();
      await videos.edit(videoKey, person.id, {
        ...edit,
        ...(posterKey !== undefined && { chosenPosterKey: posterKey }),
      });
      return show(person, videoKey);
    },

    /** Deleting again is fine: the owner of a tombstone gets the same answer. */
    async remove(person: Person, videoKey: string, correlationId: string): Promise<void> {
      const row = await videos.find(videoKey);
      if (row?.deletedAt && row.ownerId === person.id) return;
      await requireOwner(person, videoKey);
      const event = videoDeleted({ videoKey, ownerId: person.id }, correlationId);
      await videos.remove(videoKey, person.id, event);
      onOutbox();
    },
  };
}
export type VideosService = ReturnType<typeof createVideosService>;
