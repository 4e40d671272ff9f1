import { originalKey } from '@matinee/contracts';
import { videoPrefix } from '@matinee/media';
import type { Storage } from '@matinee/storage';
import { isLeftover } from '../../domain/leftovers.ts';
import { documentKeys } from '../../domain/finish.ts';
import { collectRenditions, type Outputs } from '../../domain/renditions.ts';
import { isOver } from '../../domain/transitions.ts';
import type { Job } from '../../domain/types.ts';
import type { CleanupRepository } from './cleanup-repository.ts';

/** Removals in flight. */
const PARALLEL = 10;

type Options = {
  jobs: CleanupRepository;
  media: Pick<Storage, 'list' | 'delete' | 'deletePrefix'>;
  originals: Pick<Storage, 'delete'>;
  /** Seconds after which a worker that still had a lease has stopped writing. */
  secondLook: number;
};

/**
 * Removes objects that serve nobody: everything of a deleted video, what a failed one had made, what lost leases
 * left beside a finished one. Asks again while something may still be written; safe at any time, any number of times.
 */
export function createCleaner({ jobs, media, originals, secondLook }: Options) {
  async function removeAll(videoKey: string, ownerId: string): Promise<number> {
    await originals.delete(originalKey(ownerId, videoKey));
    const { deleted, errors } = await media.deletePrefix(videoPrefix(videoKey));
    if (errors.length > 0) throw new Error(`${errors.length} objects were not removed: ${errors[0]!.reason}`);
    return deleted;
  }

  async function removeLeftovers(job: Job, outputs: Outputs[]): Promise<number> {
    const { posterKey, masterKey, mp4Key, plan } = job;
    const named = [posterKey, masterKey, mp4Key, plan?.waveformKey ?? null].filter((key) => key !== null);
    const pictures = [...(plan?.stills ?? []).map(({ key }) => key), ...sheetKeys(outputs)];
    const used = new Set([...segmentKeys(job, outputs), ...named, ...pictures, ...documentKeys(job)]);
    const leftovers: string[] = [];
    for await (const { key } of media.list(videoPrefix(job.videoKey)))
      if (isLeftover(key, job, used)) leftovers.push(key);
    for (let i = 0; i < leftovers.length; i += PARALLEL)
      await Promise.all(leftovers.slice(i, i + PARALLEL).map((key) => media.delete(key)));
    return leftovers.length;
  }

  return {
    /** Rejects when the store does; then it is due again. */
    async clean(videoKey: string): Promise<void> {
      const found = await jobs.read(videoKey);
      if (!found) return;
      const { job, outputs, now } = found;
      const gone = job.state === 'deleted';
      const removed = await (gone ? removeAll(videoKey, job.ownerId) : removeLeftovers(job, outputs));
      const again = removed > 0 && isOver(job) ? secondLook : null;
      const settled = await jobs.cleaned(videoKey, now, again);
      if (settled && again === null && gone) await jobs.forgetTasks(videoKey);
    },
    due: jobs.due,
  };
}
export type Cleaner = ReturnType<typeof createCleaner>;

/** What the playlists of a finished video name. */
const segmentKeys = ({ plan }: Job, outputs: Outputs[]): string[] =>
  plan === null
    ? []
    : collectRenditions(plan, outputs).flatMap(({ segments }) =>
        segments.flatMap(({ key, initKey }) => [key, initKey]),
      );

const sheetKeys = (outputs: Outputs[]): string[] =>
  outputs.flatMap(({ sheet }) => (sheet ? [sheet.key] : []));
