import { failureCatalogue, type FailureCode } from '@matinee/contracts';
import { interpretProbe } from '@matinee/media';
import type { TaskResult } from '../work/contract.ts';
import { makePlan } from './plan.ts';
import { firstTasks, probeTask, remainingTasks, uncopiedTasks } from './tasks.ts';
import type { Change, Job, Plan, SourceRef, Task } from './types.ts';

/** Seconds. A worker that was told to stop has stopped by then, and nothing it wrote is missed by a clean-up. */
const CLEAN_AFTER = 120;

/**
 * Seconds a job may take from now: hours for a backlog of others, plus what the encode itself needs on one slow
 * machine. Beyond it the owner is told, instead of watching a spinner for ever.
 */
const allowance = (durationSeconds: number | null) => 6 * 3600 + 12 * (durationSeconds ?? 0);

export const isOver = ({ state }: Pick<Job, 'state'>): boolean =>
  state === 'ready' || state === 'failed' || state === 'deleted';

/** The first start from the source. */
export const begin = (source: SourceRef): Change => ({
  create: [probeTask(source)],
  announce: 'now',
  deadlineSeconds: allowance(null),
});

/** From the beginning again: a retry, or the file was replaced while it was being worked on. */
export const restart = (job: Job, source: SourceRef): Change => ({
  ...begin(source),
  job: {
    state: 'queued',
    generation: job.generation + 1,
    progress: 0,
    plan: null,
    durationSeconds: null,
    width: null,
    height: null,
    posterKey: null,
    masterKey: null,
    mp4Key: null,
    failureCode: null,
  },
  cancel: 'all',
});

/** The end, with a reason for the owner. The original stays; what was made of it goes. */
export const fail = (failureCode: FailureCode): Change => ({
  job: { state: 'failed', failureCode, posterKey: null },
  cancel: 'all',
  announce: 'now',
  cleanAfter: CLEAN_AFTER,
});

export const isRetryable = (job: Job): boolean =>
  job.state === 'failed' && job.failureCode !== null && failureCatalogue[job.failureCode][1];

/** Nothing brings a deleted video back. Objects go at once, and again when its workers have certainly stopped. */
export const bury = (): Change => ({ job: { state: 'deleted' }, cancel: 'all', cleanAfter: CLEAN_AFTER });

type Probed = Extract<TaskResult, { kind: 'probe' }>;
type Analysis = Omit<Extract<TaskResult, { kind: 'analyze' }>, 'kind'>;

/** From what the probe told about `sourceRef` to a plan and its first tasks, or to a refusal. */
export function planFromProbe(probed: Omit<Probed, 'kind'>, sourceRef: SourceRef): Change {
  const outcome = interpretProbe(probed.ffprobe);
  if (!outcome.ok) return fail(outcome.code);
  const { source } = outcome;
  const plan = makePlan(source, sourceRef, probed);
  const top = plan.rungs.at(-1);
  const durationSeconds = source.durationSeconds ?? null;
  return {
    job: {
      state: 'encoding',
      plan,
      durationSeconds,
      width: top?.width ?? null,
      height: top?.height ?? null,
    },
    create: firstTasks(plan),
    announce: 'now',
    deadlineSeconds: allowance(durationSeconds),
  };
}

/** Nothing is known that the probe did not tell; an analysis that failed does no harm. */
export const nothingFound: Analysis = { rungs: [], drop: [] };

/** The rungs as they are worth it, and all tasks that waited for that. */
export function planRest(plan: Plan, { rungs: found, drop }: Analysis): Change {
  const lowest = plan.rungs[0]?.name;
  const copied = plan.passthrough && plan.rungs.at(-1)?.name;
  const kept = plan.rungs.filter(({ name }) => name === lowest || name === copied || !drop.includes(name));
  const rungs = kept.map((rung) => {
    const maxRate = found.find(({ name }) => name === rung.name)?.maxRate ?? rung.maxRate;
    // What a cap was measured to be never loosens what the ladder allows.
    return maxRate < rung.maxRate ? { ...rung, maxRate, bufferSize: 2 * maxRate } : rung;
  });
  const planned: Plan = { ...plan, rungs, analyzed: true };
  const top = rungs.at(-1);
  return {
    job: { plan: planned, ...(top && { width: top.width, height: top.height }) },
    create: remainingTasks(planned),
  };
}

/**
 * A picture that turned out not to be what its index says is encoded like any other, cut at the same places. What was
 * copied of it does not count any more.
 */
export function encodeInstead(plan: Plan, tasks: readonly Task[]): Change {
  const encoded: Plan = { ...plan, passthrough: null, reasons: [...plan.reasons, 'damaged'] };
  const isPlanned = plan.analyzed || tasks.every(({ kind }) => kind !== 'analyze');
  return {
    job: { plan: encoded },
    cancel: tasks.filter(({ kind }) => kind === 'copy').map(({ id }) => id),
    create: uncopiedTasks(encoded, isPlanned),
  };
}

/** Every object is written: the video is done. */
export const finish = (keys: { masterKey: string; mp4Key: string }): Change => ({
  job: { state: 'ready', progress: 1, ...keys },
  announce: 'now',
  cleanAfter: CLEAN_AFTER,
});
