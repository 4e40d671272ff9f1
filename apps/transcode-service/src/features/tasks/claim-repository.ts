import { randomUUID } from 'node:crypto';
import { everyPriority, FADE_SECONDS, SHARE_SECONDS, type Priority } from '../../domain/turns.ts';
import type { Database } from '../../database.ts';
import { typed, type LeasedTask } from './leased-task.ts';

type Owner = { ownerId: string; turn: Date; version: number };
type Candidate = { id: string; turn: Date };

/** A hint that is wrong by less is good enough. */
const TOLERANCE_MS = 1000;
/** Every look either finds a task, mends a hint, or loses to somebody who found one; more means something is broken. */
const MOST_LOOKS = 1000;

/**
 * Hands out the best of all waiting tasks (see domain/turns.ts) to exactly one of any number of claimants. Its cost depends on
 * how many tasks are in work, not on how many wait: `waiting_owners` has one row for everything an owner has waiting.
 */
export function createClaimRepository(db: Database) {
  /** Owners without a task in work come first, by their turn: the index has them in this order. */
  const idleOwner = (priority: Priority) => db.$queryRaw<Owner[]>`
    SELECT ownerId, turn, version FROM waiting_owners
    WHERE priority = ${priority} AND notBefore <= UTC_TIMESTAMP(6)
      AND ownerId NOT IN (SELECT ownerId FROM tasks WHERE state = 'running')
      AND ownerId NOT IN (
        SELECT ownerId FROM shares WHERE seconds > ${SHARE_SECONDS}
          AND seconds * EXP(-TIMESTAMPDIFF(SECOND, at, UTC_TIMESTAMP(6)) / ${FADE_SECONDS}) > ${SHARE_SECONDS})
    ORDER BY turn LIMIT 1`;

  /** When there is none: as many owners are left as have tasks in work or had too much lately, which are few. */
  const busyOwner = (priority: Priority) => db.$queryRaw<Owner[]>`
    SELECT waiting.ownerId, waiting.turn, waiting.version FROM waiting_owners waiting
    LEFT JOIN (SELECT ownerId, COUNT(*) AS tasks FROM tasks WHERE state = 'running' GROUP BY ownerId) running
      ON running.ownerId = waiting.ownerId
    LEFT JOIN shares ON shares.ownerId = waiting.ownerId
    WHERE waiting.priority = ${priority} AND waiting.notBefore <= UTC_TIMESTAMP(6)
    ORDER BY COALESCE(
        shares.seconds * EXP(-TIMESTAMPDIFF(SECOND, shares.at, UTC_TIMESTAMP(6)) / ${FADE_SECONDS}), 0
      ) > ${SHARE_SECONDS}, COALESCE(running.tasks, 0), waiting.turn LIMIT 1`;

  const firstTask = (ownerId: string, priority: Priority) => db.$queryRaw<Candidate[]>`
    SELECT id, turn FROM tasks
    WHERE state = 'pending' AND priority = ${priority} AND ownerId = ${ownerId}
      AND availableAt <= UTC_TIMESTAMP(6)
    ORDER BY turn LIMIT 1`;

  /** Hints may be missing: after a release that did not write them, or when one was removed too early. */
  const anyTask = () => db.$queryRaw<Candidate[]>`
    SELECT id, turn FROM tasks WHERE state = 'pending' AND availableAt <= UTC_TIMESTAMP(6)
    ORDER BY priority, turn LIMIT 1`;

  const correct = ({ ownerId, version }: Owner, priority: Priority, turn: Date) => db.$executeRaw`
    UPDATE waiting_owners SET turn = ${turn}
    WHERE ownerId = ${ownerId} AND priority = ${priority} AND version = ${version}`;

  /** The owner has nothing that may be claimed now: nothing at all, or only tasks that are to be tried again later. */
  async function retire({ ownerId, version }: Owner, priority: Priority): Promise<void> {
    const [next] = await db.$queryRaw<{ at: Date | null }[]>`
      SELECT MIN(availableAt) AS at FROM tasks
      WHERE state = 'pending' AND priority = ${priority} AND ownerId = ${ownerId}`;
    if (next?.at)
      await db.$executeRaw`
        UPDATE waiting_owners SET notBefore = ${next.at}
        WHERE ownerId = ${ownerId} AND priority = ${priority} AND version = ${version}`;
    else
      await db.$executeRaw`
        DELETE FROM waiting_owners
        WHERE ownerId = ${ownerId} AND priority = ${priority} AND version = ${version}`;
  }

  async function best(): Promise<Candidate | undefined> {
    for (const priority of everyPriority)
      for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
        const owner = (await idleOwner(priority))[0] ?? (await busyOwner(priority))[0];
        if (!owner) break;
        const [task] = await firstTask(owner.ownerId, priority);
        if (!task) await retire(owner, priority);
        else if (task.turn.getTime() > owner.turn.getTime() + TOLERANCE_MS)
          await correct(owner, priority, task.turn);
        else return task;
      }
    return (await anyTask())[0];
  }

  /** This task and no other; undefined when it does not wait. */
  async function take(
    taskId: string,
    workerId: string,
    leaseSeconds: number,
  ): Promise<LeasedTask | undefined> {
    const leaseToken = randomUUID();
    const won = await db.$executeRaw`
      UPDATE tasks SET state = 'running', leaseToken = ${leaseToken}, workerId = ${workerId}, fraction = 0,
        startedAt = UTC_TIMESTAMP(6), leaseUntil = UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND,
        attempts = attempts + 1
      WHERE id = ${taskId} AND state = 'pending'`;
    if (won !== 1) return undefined;
    const task = await db.task.findFirst({ where: { id: taskId, leaseToken } });
    if (task?.kind === 'probe')
      await db.job.updateMany({
        where: { videoKey: task.videoKey, state: 'queued' },
        data: { state: 'probing' },
      });
    return task ? typed(task) : undefined;
  }

  async function claimBest(workerId: string, leaseSeconds: number): Promise<LeasedTask | undefined> {
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const candidate = await best();
      if (!candidate) return undefined;
      const task = await take(candidate.id, workerId, leaseSeconds);
      if (task) return task;
    }
    throw new Error('No waiting task could be claimed.');
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    take,

    /** Whether there is more to claim. Not by `waiting_owners`, which are hints and may outlive their tasks. */
    async anyWaits(): Promise<boolean> {
      const [task] = await db.$queryRaw<{ id: string }[]>`
        SELECT id FROM tasks WHERE state = 'pending' AND availableAt <= UTC_TIMESTAMP(6) LIMIT 1`;
      return task !== undefined;
    },

    /** One claim of this process after the other: each sees what the one before took, and none runs into another. */
    claim(workerId: string, leaseSeconds: number): Promise<LeasedTask | undefined> {
      const claimed = last.then(() => claimBest(workerId, leaseSeconds));
      last = claimed.catch(() => {});
      return claimed;
    },
  };
}
export type ClaimRepository = ReturnType<typeof createClaimRepository>;
