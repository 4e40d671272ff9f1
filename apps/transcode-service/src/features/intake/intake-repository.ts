import type { Change, Job } from '../../domain/types.ts';
import { transact, type Database, type Tx } from '../../database.ts';
import { applyChange } from '../../jobs/apply-change-repository.ts';
import { holdJob } from '../../jobs/job-rows-repository.ts';

export interface UploadedFile {
  videoKey: string;
  ownerId: string;
  etag: string | null;
  size: number;
  sequencer: string | null;
}

/** Jobs as uploads and deletions make them. */
export function createIntakeRepository(db: Database) {
  /**
   * Locks the job, making its row first when there is none. INSERT IGNORE waits for another one that inserts the
   * same key, so of two first events one sees the other's row.
   */
  async function holdOrInsert(tx: Tx, { videoKey, ownerId }: Pick<Job, 'videoKey' | 'ownerId'>) {
    const created = await tx.$executeRaw`
      INSERT IGNORE INTO jobs (videoKey, ownerId, deadline, updatedAt)
      VALUES (${videoKey}, ${ownerId}, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))`;
    const held = await holdJob(tx, videoKey);
    if (!held) throw new Error(`The job of ${videoKey} was not kept.`);
    return { held, isNew: created === 1 };
  }

  return {
    /** `decide` sees the job as it is, fresh or not; what it answers happens in the same transaction. */
    arrive: (file: UploadedFile, decide: (job: Job, isNew: boolean) => Change): Promise<Job> =>
      transact(db, async (tx) => {
        const { held, isNew } = await holdOrInsert(tx, file);
        await applyChange(tx, held, decide(held.job, isNew));
        return held.job;
      }),

    /** Leaves a tombstone, also where no job was. */
    bury: (video: Pick<Job, 'videoKey' | 'ownerId'>, decide: (job: Job) => Change): Promise<void> =>
      transact(db, async (tx) => {
        const { held } = await holdOrInsert(tx, video);
        await applyChange(tx, held, decide(held.job));
      }),
  };
}
export type IntakeRepository = ReturnType<typeof createIntakeRepository>;
