import { limits, mediaPath } from '@matinee/contracts';
import type { MediaCookies, MediaSigner } from '@matinee/storage';

/** Seconds for which a signature is used again; RSA costs about a millisecond each. */
const windowSeconds = 3600;
/** A signed URL is about half a kilobyte. */
const maxRemembered = 10_000;

/**
 * Signed links to objects of the media bucket. Within an hour the same key gets the same link, so lists cost no RSA
 * and browsers find the picture in their cache. A link lives `limits.watchUrlSeconds` and up to an hour more.
 */
export function createMediaLinks(signer: MediaSigner, now: () => number = Date.now) {
  let expires = new Date(0);
  const urls = new Map<string, string>();
  const cookies = new Map<string, MediaCookies>();

  function currentExpiry(): Date {
    const window = Math.floor(now() / 1000 / windowSeconds) + 1;
    const seconds = window * windowSeconds + limits.watchUrlSeconds;
    if (expires.getTime() !== seconds * 1000) {
      expires = new Date(seconds * 1000);
      urls.clear();
      cookies.clear();
    }
    return expires;
  }

  function remembered<T>(memory: Map<string, T>, key: string, sign: (expires: Date) => T): T {
    const until = currentExpiry();
    const known = memory.get(key);
    if (known !== undefined) return known;
    const made = sign(until);
    if (memory.size >= maxRemembered) memory.clear();
    memory.set(key, made);
    return made;
  }

  return {
    url: (key: string): string => remembered(urls, key, (until) => signer.url(mediaPath(key), until)),
    /** What opens `/media/{videoKey}/`. */
    cookies: (videoKey: string): MediaCookies =>
      remembered(cookies, videoKey, (until) => signer.cookies(videoKey, until)),
  };
}
export type MediaLinks = ReturnType<typeof createMediaLinks>;
