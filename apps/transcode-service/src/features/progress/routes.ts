import { ErrorBody, TranscodeParams, VideoProgress } from '@matinee/contracts';
import { ApiError, limitRate, personOf, requirePerson, type App } from '@matinee/service-kit';
import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { EventStreams } from './event-streams.ts';
import { isOver, type Watcher } from './watcher.ts';

type Options = { watcher: Watcher; streams: EventStreams };

const errors = { '4xx': ErrorBody, '5xx': ErrorBody };

/** How far a video is, for its owner: asked for, or told as it changes. */
export function addProgress(app: App, { watcher, streams }: Options): void {
  app.addHook('preClose', async () => streams.endAll());

  /** Somebody else's video is not told apart from none, so that keys cannot be tried out. */
  async function ownProgress(videoKey: string, personId: string): Promise<VideoProgress> {
    const found = await watcher.now(videoKey);
    if (found?.ownerId !== personId) throw new ApiError('video_not_found');
    return found.progress;
  }

  void app.register(async (scope: App) => {
    requirePerson(scope);
    limitRate(scope, { max: 300, windowSeconds: 60, key: (request) => personOf(request).id });
    scope.get(
      '/transcodes/:videoKey/progress',
      {
        schema: {
          tags: ['transcodes'],
          summary: 'How far a video is, for its owner',
          security: [{ bearer: [] }],
          params: TranscodeParams,
          response: { 200: VideoProgress, ...errors },
        },
      },
      async (request) => ownProgress(request.params.videoKey, personOf(request).id),
    );
    scope.get(
      '/transcodes/:videoKey/progress/events',
      {
        schema: {
          tags: ['transcodes'],
          summary: 'The same as server-sent events, until the video is ready or has failed',
          security: [{ bearer: [] }],
          params: TranscodeParams,
          response: {
            200: {
              description: 'One message per change; its data is a VideoProgress.',
              content: { 'text/event-stream': { schema: z.string() } },
            },
            ...errors,
          },
        },
      },
      async (request, reply) => {
        const { videoKey } = request.params;
        const { id } = personOf(request);
        const first = await ownProgress(videoKey, id);
        let stop = (): void => undefined;
        const stream = streams.open(id, () => stop());
        stream.send(first);
        if (isOver(first)) stream.end();
        else
          stop = watcher.listen(videoKey, (progress) => {
            if (progress) stream.send(progress);
            if (!progress || isOver(progress)) stream.end();
          });
        return sendEvents(reply, stream.readable);
      },
    );
  });
}

/** Nothing between here and the browser may keep it, or change it, as compressing would: events would wait for each other. */
const sendEvents = (reply: FastifyReply, events: Readable) =>
  reply.type('text/event-stream').header('cache-control', 'no-store, no-transform').send(events);
