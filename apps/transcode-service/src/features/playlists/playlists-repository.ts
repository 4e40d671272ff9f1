import { makers, type Outputs } from '../../domain/renditions.ts';
import type { Job } from '../../domain/types.ts';
import type { Database } from '../../database.ts';
import { toJob } from '../../jobs/job-rows-repository.ts';

export function createPlaylistsRepository(db: Database) {
  return {
    /** A job and what its tasks have made so far. */
    async read(videoKey: string): Promise<{ job: Job; outputs: Outputs[] } | undefined> {
      const row = await db.job.findUnique({ where: { videoKey } });
      if (!row) return undefined;
      const job = toJob(row);
      const tasks = await db.task.findMany({
        where: { videoKey, generation: row.generation, kind: { in: makers(job.plan) } },
        select: { outputs: true },
      });
      const outputs = tasks.flatMap((task) => (task.outputs ? [task.outputs as unknown as Outputs] : []));
      return { job, outputs };
    },
  };
}
export type PlaylistsRepository = ReturnType<typeof createPlaylistsRepository>;
