import type { Tx } from '../database.ts';
import type { FailureCode } from '@matinee/contracts';
import type { Job, Plan, Task } from '../domain/types.ts';

type JobRow = NonNullable<Awaited<ReturnType<Tx['job']['findUnique']>>>;

/** A job and its tasks, held still until the transaction ends. */
export interface Held {
  job: Job;
  /** Of the current generation, in the order they were planned. */
  tasks: Task[];
  /** The database's clock (UTC). */
  now: Date;
}

/**
 * Locks a job's row and reads it with its tasks. Everything that changes a job or the state of its tasks starts
 * here, so two changes of one video never interleave and never deadlock.
 */
export async function holdJob(tx: Tx, videoKey: string): Promise<Held | undefined> {
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`
    SELECT UTC_TIMESTAMP(6) AS now FROM jobs WHERE videoKey = ${videoKey} FOR UPDATE`;
  if (!clock) return undefined;
  const row = await tx.job.findUniqueOrThrow({ where: { videoKey } });
  return { job: toJob(row), tasks: await readTasks(tx, row), now: clock.now };
}

export const toJob = ({
  cleanAt: _cleanAt,
  createdAt: _createdAt,
  updatedAt: _updatedAt,
  ...row
}: JobRow): Job => ({
  ...row,
  sourceSize: Number(row.sourceSize),
  plan: row.plan as unknown as Plan | null,
  failureCode: row.failureCode as FailureCode | null,
});

const light = {
  id: true,
  kind: true,
  state: true,
  rungs: true,
  firstSegment: true,
  frames: true,
  framesDone: true,
  segmentsDone: true,
  weight: true,
} as const;

/** A film has hundreds of tasks; `which` reads only those of one first segment. */
export async function readTasks(
  tx: Tx,
  { videoKey, generation }: Pick<Job, 'videoKey' | 'generation'>,
  which: { firstSegment?: number } = {},
): Promise<Task[]> {
  const rows = await tx.task.findMany({
    where: { videoKey, generation, ...which },
    select: light,
    orderBy: [{ firstSegment: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => ({ ...row, rungs: row.rungs === '' ? [] : row.rungs.split(',') }));
}
