import { randomUUID } from 'node:crypto';
import { Prisma } from '#db';
import { videoEvent } from '../domain/events.ts';
import type { Change, Job, NewTask, Plan } from '../domain/types.ts';
import type { Tx } from '../database.ts';
import { writePosts, type Post } from '../outbox/outbox-repository.ts';
import { priorities, stepOf, turnsOf } from '../domain/turns.ts';
import type { TaskMessage } from '../work/contract.ts';
import { readTasks, type Held } from './job-rows-repository.ts';
import { charge, stepInLine, takeTurn } from './turns-repository.ts';

/** Progress is told at most this often (milliseconds); whatever changes the state is told at once. */
const ANNOUNCE_EVERY = 1_000;
const INSERT_ROWS = 500;

/** Writes a decision: tasks, job, and what is to be sent about it, in the transaction that holds the job. */
export async function applyChange(tx: Tx, { job, now }: Held, change: Change): Promise<void> {
  if (Object.keys(change).length === 0) return;
  const { videoKey } = job;
  const announced = change.announce === 'now' || (change.announce === 'sparingly' && isDue(job, now));
  const changed: Job = {
    ...job,
    ...change.job,
    ...(announced && { revision: job.revision + 1, announcedAt: now }),
  };
  await cancelTasks(tx, job, change.cancel ?? [], now);
  const messages = await createTasks(tx, changed, change.create ?? [], now);
  await tx.job.update({
    where: { videoKey },
    data: {
      ...columns(changed),
      ...(change.job?.plan !== undefined && {
        plan: change.job.plan === null ? Prisma.DbNull : asJson(change.job.plan),
      }),
      ...(change.deadlineSeconds !== undefined && { deadline: after(now, change.deadlineSeconds) }),
      ...(change.cleanAfter !== undefined && { cleanAt: after(now, change.cleanAfter) }),
    },
  });
  const news = announced ? await tell(tx, changed, now) : [];
  await writePosts(tx, [...news, ...messages], now);
}

/** Everything that may change, but the plan: JSON has its own way of being null. */
const columns = ({ videoKey: _key, ownerId: _owner, plan: _plan, ...fields }: Job) => fields;

/** Plain data, which the type of a named shape does not tell. */
const asJson = (plan: Plan) => plan as unknown as Prisma.InputJsonObject;

const after = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);

const isDue = ({ announcedAt }: Job, now: Date) =>
  announcedAt === null || now.getTime() - announcedAt.getTime() >= ANNOUNCE_EVERY;

async function tell(tx: Tx, job: Job, now: Date): Promise<Post[]> {
  const event = videoEvent(job, await readTasks(tx, job, { firstSegment: 0 }), {
    eventId: randomUUID(),
    now,
  });
  return event ? [{ destination: 'videoEvents', body: event, groupId: job.ownerId }] : [];
}

async function cancelTasks(tx: Tx, job: Job, which: string[] | 'all', now: Date): Promise<void> {
  if (which.length === 0) return;
  const chosen = { videoKey: job.videoKey, ...(which !== 'all' && { id: { in: which } }) };
  const running = await tx.task.findMany({
    where: { ...chosen, state: 'running' },
    select: { startedAt: true },
  });
  await tx.task.updateMany({
    where: { ...chosen, state: { in: ['pending', 'running'] } },
    data: { state: 'cancelled' },
  });
  await charge(tx, job.ownerId, running, now);
}

async function createTasks(tx: Tx, job: Job, tasks: NewTask[], now: Date): Promise<Post[]> {
  if (tasks.length === 0) return [];
  const work = tasks.map(({ lane, later, weight }) => ({
    priority: priorities[later ? 'later' : lane],
    weight,
  }));
  const turns = turnsOf(work, await takeTurn(tx, job.ownerId, now, stepOf(work)));
  const rows = tasks.map((task, i) => ({
    ...toRow(job, task, now),
    priority: work[i]!.priority,
    turn: turns[i]!,
  }));
  for (let i = 0; i < rows.length; i += INSERT_ROWS)
    await tx.task.createMany({ data: rows.slice(i, i + INSERT_ROWS) });
  await stepInLine(tx, rows);
  return rows.map((row) => taskPost(row));
}

function toRow({ videoKey, ownerId, generation }: Job, { spec, lane, weight }: NewTask, now: Date) {
  const row = {
    id: randomUUID(),
    videoKey,
    ownerId,
    generation,
    kind: spec.kind,
    lane,
    spec,
    weight,
    availableAt: now,
    // The database's clock, as everywhere: Prisma's default would be this process's.
    createdAt: now,
  };
  switch (spec.kind) {
    case 'video':
    case 'hold': {
      const rungs = spec.rungs.map((rung) => rung.name).join(',');
      const frames = spec.segmentFrames.reduce((sum, length) => sum + length, 0);
      return { ...row, rungs, firstSegment: spec.firstSegment, frames };
    }
    case 'copy':
      return { ...row, rungs: spec.rung.name, firstSegment: spec.firstSegment };
    case 'audio':
      return { ...row, rungs: spec.name };
    default:
      return row;
  }
}

/** The message that a task waits. */
export const taskPost = (
  task: { id: string; lane: 'fast' | 'bulk'; ownerId: string },
  delaySeconds = 0,
): Post => ({
  destination: task.lane,
  body: { schemaVersion: 1, taskId: task.id } satisfies TaskMessage,
  groupId: task.ownerId,
  delaySeconds,
});
