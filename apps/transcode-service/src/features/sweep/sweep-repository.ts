import { giveUp } from '../../domain/av1.ts';
import { fail, isOver } from '../../domain/transitions.ts';
import { transact, type Database, type Tx } from '../../database.ts';
import { applyChange, taskPost } from '../../jobs/apply-change-repository.ts';
import { holdJob, type Held } from '../../jobs/job-rows-repository.ts';
import { charge, stepInLine } from '../../jobs/turns-repository.ts';
import { writePosts } from '../../outbox/outbox-repository.ts';
import type { TaskRow } from '../tasks/leased-task.ts';

/** Rows looked at in one round; the next round is seconds away. */
const LIMIT = 200;
/** A task whose worker vanished this often kills workers; then the video fails instead. */
export const MOST_LOST_LEASES = 5;

type Stray = { id: string; videoKey: string };

/** A waiting task can be found again, and there is a message for it. */
async function announce(tx: Tx, task: TaskRow, { job, now }: Held): Promise<void> {
  await stepInLine(tx, [task]);
  await writePosts(tx, [taskPost({ ...task, ownerId: job.ownerId })], now);
}

/** What has stopped moving. Every repair checks again under the job's lock, so any number of sweepers may run. */
export function createSweepRepository(db: Database) {
  const recover = ({ id, videoKey }: Stray) =>
    transact(db, async (tx) => {
      const held = await holdJob(tx, videoKey);
      const lost = held && (await tx.task.findFirst({ where: { id, state: 'running' } }));
      if (!lost) return;
      const recovered = await tx.$executeRaw`
        UPDATE tasks SET state = 'pending', leaseToken = NULL, leaseUntil = NULL, sends = 0,
          failures = failures + 1, availableAt = UTC_TIMESTAMP(6), fraction = 0
        WHERE id = ${id} AND state = 'running' AND leaseUntil < UTC_TIMESTAMP(6)`;
      if (recovered !== 1) return;
      await charge(tx, lost.ownerId, [lost], held.now);
      const task = await tx.task.findUniqueOrThrow({ where: { id } });
      if (task.failures >= MOST_LOST_LEASES) await applyChange(tx, held, giveUp(held.job, 'too_complex'));
      else await announce(tx, task, held);
    });

  const remind = ({ id, videoKey }: Stray) =>
    transact(db, async (tx) => {
      const held = await holdJob(tx, videoKey);
      if (!held) return;
      const reminded = await tx.$executeRaw`
        UPDATE tasks SET sends = sends + 1 WHERE id = ${id} AND state = 'pending'`;
      if (reminded !== 1) return;
      const task = await tx.task.findUniqueOrThrow({ where: { id } });
      await announce(tx, task, held);
    });

  const expire = ({ videoKey }: Pick<Stray, 'videoKey'>) =>
    transact(db, async (tx) => {
      const held = await holdJob(tx, videoKey);
      if (!held || isOver(held.job) || held.job.deadline > held.now) return;
      await applyChange(tx, held, fail('too_complex'));
    });

  return {
    /** Tasks whose worker was not heard of in time wait again. Answers with how many there were. */
    async recoverLeases(): Promise<number> {
      const strays = await db.$queryRaw<Stray[]>`
        SELECT id, videoKey FROM tasks WHERE state = 'running' AND leaseUntil < UTC_TIMESTAMP(6) LIMIT ${LIMIT}`;
      for (const stray of strays) await recover(stray);
      return strays.length;
    },

    /**
     * Waiting tasks get another message after `seconds`, then after twice as long, and so on: a message may have
     * been lost, or the queue may only be long.
     */
    async remindTasks(seconds: number): Promise<number> {
      const strays = await db.$queryRaw<Stray[]>`
        SELECT id, videoKey FROM tasks WHERE state = 'pending'
          AND availableAt < UTC_TIMESTAMP(6) - INTERVAL (${seconds} * POW(2, LEAST(sends, 12))) SECOND
        LIMIT ${LIMIT}`;
      for (const stray of strays) await remind(stray);
      return strays.length;
    },

    /** Jobs that took too long fail. */
    async expireJobs(): Promise<number> {
      const late = await db.$queryRaw<Pick<Stray, 'videoKey'>[]>`
        SELECT videoKey FROM jobs WHERE deadline < UTC_TIMESTAMP(6)
          AND state IN ('queued', 'probing', 'encoding', 'playable', 'finalizing') LIMIT ${LIMIT}`;
      for (const job of late) await expire(job);
      return late.length;
    },
  };
}
export type SweepRepository = ReturnType<typeof createSweepRepository>;
