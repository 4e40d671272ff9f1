import { limits } from '@matinee/contracts';
import { repeat, type Background, type Log } from '../../background.ts';
import type { MediaRepository } from './media-repository.ts';
import { uploadExpired } from './media-state.ts';
import type { UndescribedRepository } from './undescribed-repository.ts';
import { videoDeleted } from './video-deleted.ts';

/** Seconds between two looks, and videos in one look. */
const everySeconds = 300;
const batch = 500;

const sessionsEndedBy = (now: Date) => new Date(now.getTime() - limits.uploadSessionSeconds * 1000);

/**
 * Tells owners of uploads that were never finished: after `limits.uploadSessionSeconds` without a word about its bytes
 * a video is failed(upload_expired). Should they come after all, any event overrides it.
 */
export async function expireUploads(media: MediaRepository, now: Date): Promise<number> {
  const found = await media.findUploadingSince(sessionsEndedBy(now), batch);
  for (const video of found) await media.record(video, uploadExpired);
  return found.length;
}

/**
 * Removes files that nobody described while their upload token was good (it is as old as `limits.uploadSessionSeconds`
 * at most, and signed before the first event), and tells the others to. Remembers how far it has looked: a row in
 * `videos` stays for ever, so what was described or removed by then need not be read again.
 */
export function createUndescribedRemoval(undescribed: UndescribedRepository) {
  let lookedUntil = new Date(0);
  return async function removeUndescribed(now: Date): Promise<number> {
    const before = sessionsEndedBy(now);
    const found = await undescribed.find(lookedUntil, before, batch);
    let removed = 0;
    for (const video of found) if (await undescribed.remove(video, videoDeleted(video))) removed += 1;
    if (found.length < batch) lookedUntil = before;
    return removed;
  };
}

type Options = { media: MediaRepository; undescribed: UndescribedRepository; log: Log };

export function startSweeper({ media, undescribed, log }: Options): Background {
  const removeUndescribed = createUndescribedRemoval(undescribed);
  const sweep = async () => {
    const expired = await expireUploads(media, new Date());
    if (expired > 0) log.info({ expired }, 'uploads expired');
    const removed = await removeUndescribed(new Date());
    if (removed > 0) log.info({ removed }, 'uploads removed that nobody described');
  };
  return repeat('upload sweeper', everySeconds, sweep, log);
}
