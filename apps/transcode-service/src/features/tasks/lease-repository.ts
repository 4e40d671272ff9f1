import { randomUUID } from 'node:crypto';
import type { Outputs } from '../../domain/renditions.ts';
import type { Change, StoredSpec } from '../../domain/types.ts';
import { transact, type Database, type Tx } from '../../database.ts';
import { applyChange, taskPost } from '../../jobs/apply-change-repository.ts';
import { holdJob, type Held } from '../../jobs/job-rows-repository.ts';
import { writePosts } from '../../outbox/outbox-repository.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['task']['findUnique']>>>;
export type LeasedTask = Omit<Row, 'spec' | 'outputs'> & { spec: StoredSpec; outputs: Outputs | null };

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
    /** Hands a waiting task to exactly one of any number of claimants; undefined when there is nothing to do. */
    async claim(taskId: string, workerId: string, leaseSeconds: number): Promise<LeasedTask | undefined> {
      const leaseToken = randomUUID();
      const won = await db.$executeRaw`
        UPDATE tasks SET state = 'running', leaseToken = ${leaseToken}, workerId = ${workerId},
          leaseUntil = UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND, attempts = attempts + 1
        WHERE id = ${taskId} AND state = 'pending'`;
      if (won !== 1) return undefined;
      const task = await db.task.findFirst({ where: { id: taskId, leaseToken } });
      if (task?.kind === 'probe')
        await db.job.updateMany({
          where: { videoKey: task.videoKey, state: 'queued' },
          data: { state: 'probing' },
        });
      return task ? typed(task) : undefined;
    },

    /** True while the lease holds; its end moves to `leaseSeconds` from now. */
    async renew(taskId: string, leaseToken: string, leaseSeconds: number): Promise<boolean> {
      const renewed = await db.$executeRaw`
        UPDATE tasks SET leaseUntil = UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND
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

const typed = (row: Row): LeasedTask => ({
  ...row,
  spec: row.spec as unknown as StoredSpec,
  outputs: row.outputs as unknown as Outputs | null,
});

async function updateTask(
  tx: Tx,
  task: LeasedTask,
  { job, now }: Held,
  update: TaskUpdate,
): Promise<boolean> {
  const { delaySeconds = 0, outputs, ...fields } = update;
  const waits = update.state === 'pending';
  const { count } = await tx.task.updateMany({
    where: { id: task.id, leaseToken: task.leaseToken, state: 'running' },
    data: {
      ...fields,
      ...(outputs && { outputs: { ...outputs } }),
      ...(waits && { leaseToken: null, leaseUntil: null, sends: 0 }),
      ...(waits && { availableAt: new Date(now.getTime() + delaySeconds * 1000) }),
    },
  });
  if (count === 1 && waits)
    await writePosts(tx, [taskPost({ ...task, ownerId: job.ownerId }, delaySeconds)], now);
  return count === 1;
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
