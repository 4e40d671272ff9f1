import type { Change, Job, Task } from '../../domain/types.ts';
import { transact, type Database } from '../../database.ts';
import { applyChange } from '../../jobs/apply-change-repository.ts';
import { holdJob, toJob } from '../../jobs/job-rows-repository.ts';

export function createRetryRepository(db: Database) {
  return {
    async find(videoKey: string): Promise<Job | undefined> {
      const row = await db.job.findUnique({ where: { videoKey } });
      return row ? toJob(row) : undefined;
    },

    /** `decide` may throw, and then nothing has happened; it sees undefined for a video that is not there. */
    change: (
      videoKey: string,
      decide: (job: Job | undefined, tasks: readonly Task[]) => Change,
    ): Promise<void> =>
      transact(db, async (tx) => {
        const held = await holdJob(tx, videoKey);
        const change = decide(held?.job, held?.tasks ?? []);
        if (held) await applyChange(tx, held, change);
      }),
  };
}
export type RetryRepository = ReturnType<typeof createRetryRepository>;
