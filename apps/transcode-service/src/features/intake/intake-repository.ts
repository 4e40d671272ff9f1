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
   * Locks the job, making its row first when there is none. ON DUPLICATE KEY takes the exclusive lock at once;
   * INSERT IGNORE would take a shared one, and two that want more of it would be a deadlock.
   */
  async function holdOrInsert(tx: Tx, { videoKey, ownerId }: Pick<Job, 'videoKey' | 'ownerId'>) {
    await tx.$executeRaw`
      INSERT INTO jobs (videoKey, ownerId, deadline, updatedAt)
      VALUES (${videoKey}, ${ownerId}, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
      ON DUPLICATE KEY UPDATE ownerId = jobs.ownerId`;
    const held = await holdJob(tx, videoKey);
    if (!held) throw new Error(`The job of ${videoKey} was not kept.`);
    // Whatever happened to a job before was either told (a revision) or its end.
    return { held, isNew: held.job.revision === 0 && held.job.state === 'queued' };
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
