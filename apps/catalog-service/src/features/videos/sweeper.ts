import { limits } from '@matinee/contracts';
import { repeat, type Background, type Log } from '../../background.ts';
import type { MediaRepository } from './media-repository.ts';
import { uploadExpired } from './media-state.ts';

/** Seconds between two looks, and videos in one look. */
const everySeconds = 300;
const batch = 500;

/**
 * Tells owners of uploads that were never finished: after `limits.uploadSessionSeconds` without a word about its bytes
 * a video is failed(upload_expired). Should they come after all, any event overrides it.
 */
export async function expireUploads(media: MediaRepository, now: Date): Promise<number> {
  const before = new Date(now.getTime() - limits.uploadSessionSeconds * 1000);
  const found = await media.findUploadingSince(before, batch);
  for (const video of found) await media.record(video, uploadExpired);
  return found.length;
}

export function startSweeper({ media, log }: { media: MediaRepository; log: Log }): Background {
  const sweep = async () => {
    const expired = await expireUploads(media, new Date());
    if (expired > 0) log.info({ expired }, 'uploads expired');
  };
  return repeat('upload sweeper', everySeconds, sweep, log);
}
