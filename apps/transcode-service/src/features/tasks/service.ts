import { ApiError } from '@matinee/service-kit';
import { advance } from '../../domain/advance.ts';
import { claimPrefix, finalizeSpec, finalKeys } from '../../domain/playlists.ts';
import { collectRenditions, keysOf, mergeOutputs, type Outputs } from '../../domain/renditions.ts';
import { fail, finish, planFromProbe } from '../../domain/transitions.ts';
import type { Change, Job, SourceRef } from '../../domain/types.ts';
import type { Held } from '../../jobs/job-rows-repository.ts';
import type { Claim, Complete, Fail, Progress, RenditionOutput, TaskSpec } from '../../work/contract.ts';
import type { LeasedTask, LeaseRepository, TaskUpdate } from './lease-repository.ts';

type Options = {
  leases: LeaseRepository;
  /** A job with what its tasks have made. */
  made: (videoKey: string) => Promise<{ job: Job; outputs: Outputs[] } | undefined>;
  sourceOf: (job: Job) => SourceRef;
  leaseSeconds: number;
  /** Called after every commit that may have left something to send. */
  kick: () => void;
};

/** A task is tried so often before its video fails; lost leases (a killed worker) get more. */
export const MOST_FAILURES = 3;
/** Seconds before a failed task is tried again: 5, then 15. */
const retryDelay = (failures: number) => 5 * 3 ** (failures - 1);
/** Seconds after which a worker that was too late has certainly stopped writing. */
const SWEEP_AFTER = 60;

type VideoSpec = Extract<TaskSpec, { kind: 'video' }>;
type Leased = { taskId: string; leaseToken: string };

/** Work on its way through the workers. Every answer that is undefined or false means: the lease is lost. */
export function createTaskService({ leases, made, sourceOf, leaseSeconds, kick }: Options) {
  async function report({ taskId, leaseToken }: Leased, what: Parameters<LeaseRepository['report']>[2]) {
    const held = await leases.report(taskId, leaseToken, what);
    if (held) kick();
    else await leases.sweepLater(taskId, SWEEP_AFTER);
    return held;
  }

  /** The finalize task's content: everything else is finished and does not change any more. */
  async function specOf(task: LeasedTask): Promise<TaskSpec> {
    if (task.spec.kind !== 'finalize') return task.spec;
    const found = await made(task.videoKey);
    if (!found?.job.plan) throw new ApiError('internal_error');
    const { job, outputs } = found;
    return finalizeSpec(job, found.job.plan, collectRenditions(found.job.plan, outputs));
  }

  return {
    async claim(taskId: string, workerId: string): Promise<Claim | undefined> {
      const task = await leases.claim(taskId, workerId, leaseSeconds);
      if (!task?.leaseToken) return undefined;
      const { videoKey, leaseToken, attempts } = task;
      const spec = await specOf(task);
      return {
        taskId,
        videoKey,
        leaseToken,
        leaseSeconds,
        prefix: claimPrefix(task),
        attempt: attempts,
        spec,
      };
    },

    async heartbeat({ taskId, leaseToken }: Leased): Promise<boolean> {
      const renewed = await leases.renew(taskId, leaseToken, leaseSeconds);
      if (!renewed) await leases.sweepLater(taskId, SWEEP_AFTER);
      return renewed;
    },

    progress: (taskId: string, { leaseToken, renditions }: Progress) =>
      report(
        { taskId, leaseToken },
        {
          update: (task) => {
            if (task.kind !== 'audio') throw refused('result/kind', 'Only audio reports progress.');
            return published(task, renditions);
          },
          next: (held) => advance(held.job, held.tasks, sourceOf(held.job)),
        },
      ),

    complete: (taskId: string, { leaseToken, result }: Complete) =>
      report(
        { taskId, leaseToken },
        {
          update: (task) => {
            if (task.kind !== result.kind) throw refused('result/kind', `This task is of kind ${task.kind}.`);
            return completed(task, result);
          },
          next: (held) => afterCompletion(held, result, sourceOf(held.job)),
        },
      ),

    fail: (taskId: string, { leaseToken, code, retriable }: Fail) =>
      report(
        { taskId, leaseToken },
        {
          update: (task) => failed(task, retriable),
          next: (held) => (held.tasks.find(({ id }) => id === taskId)?.state === 'failed' ? fail(code) : {}),
        },
      ),

    release: (taskId: string, leaseToken: string) =>
      report({ taskId, leaseToken }, { update: () => ({ state: 'pending' }) }),
  };
}
export type TaskService = ReturnType<typeof createTaskService>;

const refused = (path: string, message: string) =>
  new ApiError('invalid_request', { details: [{ path: `body/${path}`, message }] });

function completed(task: LeasedTask, result: Complete['result']): TaskUpdate {
  if (result.kind === 'probe' || result.kind === 'finalize') return { state: 'done' };
  const update = published(task, result.renditions);
  if (result.kind === 'audio') return { ...update, state: 'done' };
  if (result.posterKey !== null) checkKeys(task, [result.posterKey]);
  if (task.spec.kind === 'video') checkSegments(task.spec, result.frames, result.renditions);
  // A frame more than planned is a rounding of the source's; the segments are what was planned.
  return { ...update, state: 'done', framesDone: Math.min(result.frames, task.frames) };
}

function published(task: LeasedTask, renditions: RenditionOutput[]): TaskUpdate {
  checkKeys(task, keysOf([{ renditions }]));
  const outputs = mergeOutputs(task.outputs, renditions);
  return { outputs, segmentsDone: outputs.renditions[0]?.segments.length ?? 0 };
}

/** A worker reads strangers' files: it may only speak of what lies below the prefix of its own claim. */
function checkKeys(task: LeasedTask, keys: string[]): void {
  const prefix = `${claimPrefix(task)}/`;
  if (keys.some((key) => !key.startsWith(prefix)))
    throw refused('result', `Every key must begin with ${prefix}.`);
}

/** Every rung has every segment that its frames fill; otherwise a playlist would have a hole for ever. */
function checkSegments(spec: VideoSpec, frames: number, renditions: RenditionOutput[]): void {
  const count = Math.ceil(Math.min(frames, spec.frames) / spec.framesPerSegment);
  const expected = Array.from({ length: count }, (_, i) => spec.firstSegment + i).join();
  const whole = spec.rungs.every(({ name }) => {
    const segments = renditions.find((rendition) => rendition.name === name)?.segments ?? [];
    return segments.map(({ index }) => index).join() === expected;
  });
  if (!whole) throw refused('result/renditions', `Each rung needs the segments ${expected || '(none)'}.`);
}

function failed(task: LeasedTask, retriable: boolean): TaskUpdate {
  const failures = task.failures + 1;
  if (!retriable || failures >= MOST_FAILURES) return { state: 'failed', failures };
  return { state: 'pending', failures, delaySeconds: retryDelay(failures) };
}

function afterCompletion({ job, tasks }: Held, result: Complete['result'], source: SourceRef): Change {
  if (result.kind === 'probe') return planFromProbe(job, result.ffprobe, source);
  if (result.kind === 'finalize') return finish(finalKeys(job));
  const change = advance(job, tasks, source);
  const poster = result.kind === 'video' ? result.posterKey : null;
  if (poster === null || change.job?.state === 'failed') return change;
  return { ...change, job: { ...change.job, posterKey: poster } };
}
