import type { Video } from '@matinee/contracts';

/**
 * `open`: it is not there, whether or not it is being made; no answer of the API tells more. `impossible`: there is no
 * picture.
 */
export type Av1Made = 'open' | 'done' | 'impossible';

/** The four-character code of AV1 among the codecs of a variant (RFC 8216, 4.3.4.2; AV1 in ISOBMFF, 5). */
const av1Variant = /^#EXT-X-STREAM-INF:.*\bCODECS="(?:[^"]*,\s*)?av01\./m;

interface Deps {
  getVideo: (videoKey: string) => Promise<Pick<Video, 'playback'>>;
  /** The text of a playlist; needs the cookies that `getVideo` sets. */
  getText: (url: string) => Promise<string>;
}

/** What viewers are offered tells whether there is AV1: the master playlist of a complete video. */
export async function readAv1(videoKey: string, { getVideo, getText }: Deps): Promise<Av1Made> {
  const { playback } = await getVideo(videoKey);
  if (!playback?.complete) return 'open';
  if (playback.medium === 'audio') return 'impossible';
  return av1Variant.test(await getText(playback.hlsUrl)) ? 'done' : 'open';
}

const key = (videoKey: string) => `matinee.av1:${videoKey}`;

/** When AV1 was asked for (milliseconds since 1970), in this browser: nobody else remembers it for its owner. */
export const localWishes = (storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) => ({
  read: (videoKey: string): number | null => {
    try {
      return Number(storage.getItem(key(videoKey))) || null;
    } catch {
      return null;
    }
  },
  write: (videoKey: string, at: number) => {
    try {
      storage.setItem(key(videoKey), String(at));
    } catch {
      // Full or forbidden: asking again is harmless.
    }
  },
  remove: (videoKey: string) => {
    try {
      storage.removeItem(key(videoKey));
    } catch {
      // Nothing to remove where nothing can be kept.
    }
  },
});

/** Five times the CPU of H.264 (docs/adr/0021), behind other work; no shorter than a quarter of an hour. */
export const isOverdue = (askedAt: number, now: number, durationSeconds: number | null): boolean =>
  now - askedAt > Math.max(15 * 60, 10 * (durationSeconds ?? 0)) * 1000;
