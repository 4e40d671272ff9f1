import type { FastifyReply } from 'fastify';
import type { MediaLinks } from './media-links.ts';

/** Opens `/media/{videoKey}/` for the player, and nothing else: CloudFront checks these three cookies. */
export const setMediaCookies =
  (links: MediaLinks, publicOrigin: string) =>
  (reply: FastifyReply, videoKey: string): void => {
    const { values, expires, path } = links.cookies(videoKey);
    for (const [name, value] of Object.entries(values)) {
      void reply.setCookie(name, value, {
        path,
        httpOnly: true,
        sameSite: 'lax',
        secure: publicOrigin.startsWith('https:'),
        expires,
        encode: String, // CloudFront's base64 has no character that a cookie value must not have
      });
    }
  };
