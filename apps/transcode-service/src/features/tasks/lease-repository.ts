import type { Outputs } from '../../domain/renditions.ts';
import type { Change } from '../../domain/types.ts';
import { transact, type Database, type Tx } from '../../database.ts';
import { applyChange, taskPost } from '../../jobs/apply-change-repository.ts';
import { holdJob, type Held } from '../../jobs/job-rows-repository.ts';
import { charge, stepInLine } from '../../jobs/turns-repository.ts';
import { writePosts } from '../../outbox/outbox-repository.ts';
import { typed, type LeasedTask } from './leased-task.ts';

/** What a report does to its task, before anything else follows from it. */
export interface TaskUpdate {
  state?: 'pending' | 'done' | 'failed';
  outputs?: Outputs;
  framesDone?: number;
  segmentsDone?: number;
  failures?: number;
  /** Only with `pending`: seconds until it may be claimed again. */
  delaySeconds?: number;
}

export type Report = {
  /** Pure: the task as it becomes. May throw, and then nothing has happened. */
  update: (task: LeasedTask, held: Held) => TaskUpdate;
  /** Pure: what follows for the job, seen after the update. */
  next?: (held: Held, task: LeasedTask) => Change;
};

/** Tasks as their workers see them. All times are the database's: workers' clocks do not matter. */
export function createLeaseRepository(db: Database) {
  return {
    /** True while the lease holds; its end moves to `leaseSeconds` from now. `fraction` of the task is done. */
    async renew(
      taskId: string,
      leaseToken: string,
      leaseSeconds: number,
      fraction: number,
    ): Promise<boolean> {
      const renewed = await db.$executeRaw`
        UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND,
          fraction = GREATEST(fraction, ${fraction})
        WHERE id = ${taskId} AND leaseToken = ${leaseToken} AND state = 'running'`;
      return renewed === 1;
    },

    /** False when the lease is lost. A report that was heard before is heard again without effect. */
    report: (taskId: string, leaseToken: string, report: Report): Promise<boolean> =>
      transact(db, async (tx) => {
        const found = await tx.task.findUnique({ where: { id: taskId }, select: { videoKey: true } });
        const held = found && (await holdJob(tx, found.videoKey));
        const row = held && (await tx.task.findFirst({ where: { id: taskId, leaseToken } }));
        if (!row || (row.state !== 'running' && row.state !== 'done')) return false;
        if (row.state === 'done') return true;
        const task = typed(row);
        const update = report.update(task, held);
        if (update.state) await charge(tx, task.ownerId, [task], held.now);
        if (!(await updateTask(tx, task, held, update))) return false;
        await applyAfter(tx, held, update, task, report.next);
        return true;
      }),

    /** A worker came too late: what it may have left behind is to be looked for again. */
    async sweepLater(taskId: string, seconds: number): Promise<void> {
      await db.$executeRaw`
        UPDATE jobs JOIN tasks ON tasks.videoKey = jobs.videoKey
        SET jobs.cleanAt = UTC_TIMESTAMP(6) + INTERVAL ${seconds} SECOND
        WHERE tasks.id = ${taskId} AND jobs.state IN ('ready', 'failed', 'deleted') AND jobs.cleanAt IS NULL`;
    },
  };
}
export type LeaseRepository = ReturnType<typeof createLeaseRepository>;

async function updateTask(
  tx: Tx,
  task: LeasedTask,
  { job, now }: Held,
  update: TaskUpdate,
): Promise<boolean> {
  const { delaySeconds = 0, outputs, ...fields } = update;
  const waits = update.state === 'pending';
  const availableAt = new Date(now.getTime() + delaySeconds * 1000);
  const { count } = await tx.task.updateMany({
    where: { id: task.id, leaseToken: task.leaseToken, state: 'running' },
    data: {
      ...fields,
      ...(outputs && { outputs: { ...outputs } }),
      ...(waits && { leaseToken: null, leaseUntil: null, sends: 0, fraction: 0, availableAt }),
      ...(update.state === 'done' && { finishedAt: now, fraction: 1 }),
    },
  });
  if (count !== 1 || !waits) return count === 1;
  await stepInLine(tx, [{ ...task, availableAt }]);
  await writePosts(tx, [taskPost({ ...task, ownerId: job.ownerId }, delaySeconds)], now);
  return true;
}

async function applyAfter(tx: Tx, held: Held, update: TaskUpdate, task: LeasedTask, next: Report['next']) {
  if (!next) return;
  const tasks = held.tasks.map((other) => (other.id === task.id ? { ...other, ...seen(update) } : other));
  await applyChange(tx, held, next({ ...held, tasks }, task));
}

/** The part of an update that rules look at. */
const seen = ({ state, framesDone, segmentsDone }: TaskUpdate) => ({
  ...(state && { state }),
  ...(framesDone !== undefined && { framesDone }),
  ...(segmentsDone !== undefined && { segmentsDone }),
});
