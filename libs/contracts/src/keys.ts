import { z } from 'zod';

/**
 * A video's id: 24 characters of a-z and 0-9 from a CSPRNG (124 bits), because an unlisted link must not be
 * guessable (ASVS 11.5.1: UUIDs do not satisfy it). It is part of URLs, S3 keys and cookie paths.
 */
export const VideoKey = z
  .string()
  .regex(/^[a-z0-9]{24}$/, 'A video id has 24 lower-case letters and digits.')
  .meta({ id: 'VideoKey' });
export type VideoKey = z.infer<typeof VideoKey>;

/** Cognito's `sub`: a UUID. */
export const PersonId = z.uuid().meta({ id: 'PersonId' });

/** The uploaded file. The owner is part of the key, so no service has to be asked whose file it is. */
export const originalKey = (ownerId: string, videoKey: string) => `${ownerId}/${videoKey}/source`;

/** Reads an original's key; undefined when it is not one of ours. */
export function parseOriginalKey(key: string): { ownerId: string; videoKey: string } | undefined {
  const [ownerId, videoKey, name, ...rest] = key.split('/');
  if (name !== 'source' || rest.length > 0) return undefined;
  if (!PersonId.safeParse(ownerId).success || !VideoKey.safeParse(videoKey).success) return undefined;
  return { ownerId: ownerId!, videoKey: videoKey! };
}

/** URL path of an object of the media bucket, as the CDN serves it. */
export const mediaPath = (key: string) => `/media/${key}`;
