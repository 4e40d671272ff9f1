import type { App } from '@matinee/service-kit';
import type { MediaSigner, Storage } from '@matinee/storage';
import type { Database } from '../../database.ts';
import type { People } from '../people/index.ts';
import { createCursors, type CursorSecrets } from './cursor.ts';
import { createDescribe, type VerifyUploadToken } from './describe.ts';
import { createVideoEventHandler } from './handlers.ts';
import { createListsRepository } from './lists-repository.ts';
import { setMediaCookies } from './media-cookies.ts';
import { createMediaLinks } from './media-links.ts';
import { createMediaRepository } from './media-repository.ts';
import { createVideosRepository } from './repository.ts';
import { personalRoutes, publicRoutes } from './routes.ts';
import { createVideosService } from './service.ts';
import { createUndescribedRepository } from './undescribed-repository.ts';

export type VideosOutside = {
  mediaSigner: MediaSigner;
  /** The media bucket. */
  storage: Pick<Storage, 'presignGet'>;
};

type Options = {
  db: Database;
  outside: VideosOutside;
  verifyUploadToken: VerifyUploadToken;
  people: People;
  publicOrigin: string;
  cursorSecrets: CursorSecrets;
  onOutbox: () => void;
};

/** The feature, put together. */
export function createVideos({
  db,
  outside,
  verifyUploadToken,
  people,
  publicOrigin,
  cursorSecrets,
  onOutbox,
}: Options) {
  const videos = createVideosRepository(db);
  const lists = createListsRepository(db);
  const media = createMediaRepository(db);
  const links = createMediaLinks(outside.mediaSigner);
  const routes = {
    videos: createVideosService({
      videos,
      lists,
      links,
      cursors: createCursors(cursorSecrets),
      storage: outside.storage,
      onOutbox,
    }),
    describe: createDescribe({ videos, people, verifyUploadToken }),
    setMediaCookies: setMediaCookies(links, publicOrigin),
  };
  return {
    media,
    undescribed: createUndescribedRepository(db),
    handleVideoEvent: createVideoEventHandler(media),
    async register(app: App): Promise<void> {
      await app.register(async (scope: App) => publicRoutes(scope, routes));
      await app.register(async (scope: App) => personalRoutes(scope, routes));
    },
  };
}
