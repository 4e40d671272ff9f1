import type { FailureCode } from '@matinee/contracts';
import type { Fleet, Look } from '../../domain/progress.ts';
import { priorities } from '../../domain/turns.ts';
import type { Database } from '../../database.ts';

/** A video's rows at one moment. */
export interface Seen {
  ownerId: string;
  generation: number;
  failureCode: FailureCode | null;
  look: Look;
  /** When work on it began, and when it was looked at: milliseconds by the database's clock. */
  began: number | null;
  at: number;
}

/** Videos that wait and are counted; a place behind them is not told. */
const MOST_WAITING = 2000;
/** Seconds over which the speed of all workers is measured. */
const LATELY = 300;

type Sums = Record<'planned' | 'done' | 'running' | 'growing', unknown> & { began: Date | null; now: Date };

export function createProgressRepository(db: Database) {
  return {
    /** Undefined for a video that is not there. One query reads the job, one adds up its tasks. */
    async look(videoKey: string): Promise<Seen | undefined> {
      const job = await db.job.findUnique({
        where: { videoKey },
        select: {
          ...{ ownerId: true, generation: true, state: true },
          ...{ progress: true, failureCode: true, durationSeconds: true },
        },
      });
      if (!job) return undefined;
      const [sums] = await db.$queryRaw<Sums[]>`
        SELECT COALESCE(SUM(weight), 0) AS planned,
          COALESCE(SUM(CASE state WHEN 'done' THEN weight WHEN 'running' THEN weight * fraction ELSE 0 END), 0) AS done,
          COALESCE(SUM(state = 'running'), 0) AS running,
          COALESCE(SUM(kind = 'analyze' AND state IN ('pending', 'running')), 0) AS growing,
          MIN(CASE WHEN kind <> 'probe' THEN startedAt END) AS began, UTC_TIMESTAMP(6) AS now
        FROM tasks
        WHERE videoKey = ${videoKey} AND generation = ${job.generation} AND state <> 'cancelled'
          AND priority < ${priorities.later}`;
      return {
        ownerId: job.ownerId,
        generation: job.generation,
        failureCode: job.failureCode as FailureCode | null,
        began: sums?.began?.getTime() ?? null,
        at: sums!.now.getTime(),
        look: {
          state: job.state,
          shown: job.progress,
          planned: Number(sums?.planned),
          done: Number(sums?.done),
          running: Number(sums?.running),
          promised: job.durationSeconds ?? 0,
          growing: Number(sums?.growing) > 0,
        },
      };
    },

    /** What a person has seen never falls, also not for another process or after a restart. */
    async show(videoKey: string, generation: number, fraction: number): Promise<void> {
      await db.$executeRaw`
        UPDATE jobs SET progress = ${fraction}
        WHERE videoKey = ${videoKey} AND generation = ${generation} AND progress < ${fraction}
          AND state IN ('encoding', 'playable', 'finalizing')`;
    },

    /** Videos that nobody has begun, in the order in which they came. */
    waiting: (): Promise<{ videoKey: string; ownerId: string }[]> =>
      db.job.findMany({
        where: { state: 'queued' },
        orderBy: { deadline: 'asc' },
        take: MOST_WAITING,
        select: { videoKey: true, ownerId: true },
      }),

    async fleet(): Promise<Fleet> {
      const [row] = await db.$queryRaw<{ work: unknown; owners: unknown }[]>`
        SELECT (SELECT COALESCE(SUM(weight), 0) FROM tasks
            WHERE finishedAt > UTC_TIMESTAMP(6) - INTERVAL ${LATELY} SECOND) AS work,
          (SELECT COUNT(DISTINCT ownerId) FROM waiting_owners) AS owners`;
      return { speed: Number(row?.work) / LATELY, owners: Number(row?.owners) };
    },
  };
}
export type ProgressRepository = ReturnType<typeof createProgressRepository>;
