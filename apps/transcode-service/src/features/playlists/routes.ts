import { ErrorBody, GrowingPlaylistParams, TranscodeParams } from '@matinee/contracts';
import type { App } from '@matinee/service-kit';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Playlist, PlaylistService } from './service.ts';

const answers = {
  200: {
    description: 'The playlist (RFC 8216).',
    content: { 'application/vnd.apple.mpegurl': { schema: z.string() } },
  },
  '4xx': ErrorBody,
  '5xx': ErrorBody,
};

/**
 * Playlists of a video whose chunks are still arriving. Whoever knows the key may read them: they are a list of
 * names; the bytes behind `/media/…` need the signed cookies.
 */
export function addPlaylists(app: App, playlists: PlaylistService): void {
  app.get(
    '/transcodes/:videoKey/master.m3u8',
    {
      schema: {
        tags: ['transcodes'],
        summary: 'Master playlist of a video that is still being processed',
        params: TranscodeParams,
        response: answers,
      },
    },
    async (request, reply) => send(reply, await playlists.master(request.params.videoKey)),
  );
  app.get(
    '/transcodes/:videoKey/:name.m3u8',
    {
      schema: {
        tags: ['transcodes'],
        summary: 'Media playlist of one rung, or of the sound, of a video that is still being processed',
        params: GrowingPlaylistParams,
        response: answers,
      },
    },
    async (request, reply) => {
      const { videoKey, name } = request.params;
      return send(reply, await playlists.media(videoKey, name));
    },
  );
}

/** A growing playlist is stale after a second; a complete one stays, but its video may be deleted. */
const send = (reply: FastifyReply, { text, complete }: Playlist) =>
  reply
    .type('application/vnd.apple.mpegurl')
    .header('cache-control', complete ? 'max-age=60' : 'max-age=1')
    .serializer(String)
    .send(text);
