import { makers, type Outputs } from '../../domain/renditions.ts';
import type { Job } from '../../domain/types.ts';
import type { Database } from '../../database.ts';
import { toJob } from '../../jobs/job-rows-repository.ts';

export function createCleanupRepository(db: Database) {
  return {
    /** The job and the outputs of its current generation, at the database's time. */
    async read(videoKey: string): Promise<{ job: Job; outputs: Outputs[]; now: Date } | undefined> {
      const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT UTC_TIMESTAMP(6) AS now`;
      const row = await db.job.findUnique({ where: { videoKey } });
      if (!row || !clock) return undefined;
      const { generation } = row;
      const job = toJob(row);
      const tasks = await db.task.findMany({
        where: { videoKey, generation, state: 'done', kind: { in: makers(job.plan) } },
        select: { outputs: true },
      });
      const outputs = tasks.flatMap((task) => (task.outputs ? [task.outputs as unknown as Outputs] : []));
      return { job, outputs, now: clock.now };
    },

    /** Videos whose time has come, oldest first. */
    async due(limit: number): Promise<string[]> {
      const rows = await db.$queryRaw<{ videoKey: string }[]>`
        SELECT videoKey FROM jobs WHERE cleanAt <= UTC_TIMESTAMP(6) ORDER BY cleanAt LIMIT ${limit}`;
      return rows.map((row) => row.videoKey);
    },

    /**
     * A due round that began at `began` is over; `againIn` (seconds, or null) says whether another one follows.
     * False when it was not due, or somebody asked for another round since.
     */
    async cleaned(videoKey: string, began: Date, againIn: number | null): Promise<boolean> {
      const updated = await db.$executeRaw`
        UPDATE jobs SET cleanAt = UTC_TIMESTAMP(6) + INTERVAL ${againIn} SECOND
        WHERE videoKey = ${videoKey} AND cleanAt <= ${began}`;
      return updated === 1;
    },

    /** Rows of the work itself are of no use any more; the tombstone stays. */
    async forgetTasks(videoKey: string): Promise<void> {
      await db.task.deleteMany({ where: { videoKey, state: { notIn: ['pending', 'running'] } } });
    },
  };
}
export type CleanupRepository = ReturnType<typeof createCleanupRepository>;
