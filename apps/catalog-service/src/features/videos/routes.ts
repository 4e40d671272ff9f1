import {
  DescribeVideo,
  EditVideo,
  ErrorBody,
  ListVideosQuery,
  OwnVideoList,
  Video,
  VideoList,
  VideoParams,
} from '@matinee/contracts';
import { limitRate, optionalPerson, personOf, requirePerson, type App } from '@matinee/service-kit';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { createDescribe } from './describe.ts';
import type { VideosService } from './service.ts';

export type VideoRoutes = {
  videos: VideosService;
  describe: ReturnType<typeof createDescribe>;
  setMediaCookies: (reply: FastifyReply, videoKey: string) => void;
};

const errors = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [status, ErrorBody]));
const documented = (operationId: string, summary: string) => ({ operationId, summary, tags: ['videos'] });
const security = [{ bearer: [] }];

/** Printable ASCII, as header values are; other headers pass. */
const IdempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .trim()
    .regex(/^[\x20-\x7e]{1,255}$/)
    .optional(),
});

/** Requests of one person that change something, per minute. */
const changes = {
  max: 120,
  windowSeconds: 60,
  key: (request: Parameters<typeof personOf>[0]) => personOf(request).id,
};

/** For everybody. */
export async function publicRoutes(app: App, { videos, setMediaCookies }: VideoRoutes): Promise<void> {
  app.get(
    '/videos',
    {
      schema: {
        ...documented('listVideos', 'Public videos, newest first'),
        querystring: ListVideosQuery,
        response: { 200: VideoList, ...errors(400) },
      },
    },
    (request) => videos.list(request.query),
  );

  await app.register(async (scope: App) => {
    optionalPerson(scope);
    scope.get(
      '/videos/:videoID',
      {
        schema: {
          ...documented('getVideo', 'One video, with what is needed to watch it'),
          params: VideoParams,
          response: { 200: Video, ...errors(400, 401, 404) },
        },
      },
      async (request, reply) => {
        const video = await videos.show(request.person, request.params.videoID);
        setMediaCookies(reply, video.videoKey);
        return video;
      },
    );
  });
}

/** For people who are logged in. */
export async function personalRoutes(app: App, { videos, describe }: VideoRoutes): Promise<void> {
  requirePerson(app);
  app.get(
    '/users/me/videos',
    {
      schema: {
        ...documented('listOwnVideos', 'The caller’s own videos in every state, newest first'),
        security,
        querystring: ListVideosQuery,
        response: { 200: OwnVideoList, ...errors(400, 401) },
      },
    },
    (request) => videos.listOwn(personOf(request), request.query),
  );

  await app.register(async (scope: App) => {
    limitRate(scope, changes);
    scope.post(
      '/videos/metadata',
      {
        schema: {
          ...documented('describeVideo', 'Store a video’s metadata: before, during or after its upload'),
          security,
          headers: IdempotencyHeaders,
          body: DescribeVideo,
          response: { 201: Video, ...errors(400, 401, 403, 404, 409, 429, 503) },
        },
      },
      async (request, reply) => {
        const key = request.headers['idempotency-key'] ?? null;
        const row = await describe(personOf(request), request.body, key);
        return reply.code(201).send(await videos.view(row, true));
      },
    );
    scope.patch(
      '/videos/:videoID',
      {
        schema: {
          ...documented('editVideo', 'Change title, description or visibility'),
          security,
          params: VideoParams,
          body: EditVideo,
          response: { 200: Video, ...errors(400, 401, 403, 404, 429) },
        },
      },
      (request) => videos.edit(personOf(request), request.params.videoID, request.body),
    );
    scope.delete(
      '/videos/:videoID',
      {
        schema: {
          ...documented('deleteVideo', 'Delete a video and everything made from it'),
          security,
          params: VideoParams,
          response: { 204: z.null().describe('It is gone.'), ...errors(400, 401, 403, 404, 429) },
        },
      },
      async (request, reply) => {
        await videos.remove(personOf(request), request.params.videoID, request.id);
        return reply.code(204).send(null);
      },
    );
  });
}
