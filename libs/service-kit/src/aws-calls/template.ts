import { PersonId, VideoKey } from '@matinee/contracts';

/**
 * A resource without what differs from run to run: `matinee-media/{videoKey}/{attempt}/v{height}/{index}.m4s`.
 * The shapes are those of `originalKey` (libs/contracts) and the keys of libs/media.
 */
export function templateOf(resource: string): string {
  return resource
    .split('/')
    .map((segment, index, all) => {
      if (PersonId.safeParse(segment).success) return '{ownerId}';
      if (VideoKey.safeParse(segment).success) return '{videoKey}';
      const before = all[index - 1];
      const ofAttempt = before !== undefined && VideoKey.safeParse(before).success && index < all.length - 1;
      if (ofAttempt) return '{attempt}';
      return segment
        .replace(/^(v|av1-)\d+(?=$|(-iframes)?\.m3u8$)/, '$1{height}')
        .replace(/^\d{5}(?=\.m4s$)/, '{index}');
    })
    .join('/');
}
