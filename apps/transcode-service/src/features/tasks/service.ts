import { ApiError } from '@matinee/service-kit';
import { withAv1 } from '../../domain/av1.ts';
import { advance } from '../../domain/advance.ts';
import { finalizeSpec } from '../../domain/finish.ts';
import { claimPrefix } from '../../domain/playlists.ts';
import type { Outputs } from '../../domain/renditions.ts';
import type { Job, SourceRef } from '../../domain/types.ts';
import type { Claim, Complete, Fail, Progress, TaskSpec } from '../../work/contract.ts';
import type { ClaimRepository } from './claim-repository.ts';
import type { LeasedTask } from './leased-task.ts';
import type { LeaseRepository } from './lease-repository.ts';
import { afterCompletion, afterFailure, completed, failed, published, refused } from './reports.ts';

type Options = {
  claims: ClaimRepository;
  leases: LeaseRepository;
  /** A job with what its tasks have made. */
  made: (videoKey: string) => Promise<{ job: Job; outputs: Outputs[] } | undefined>;
  sourceOf: (job: Job) => SourceRef;
  /** Every video gets renditions in AV1 as soon as it is ready. */
  alwaysAv1: boolean;
  leaseSeconds: number;
  /** Called after every commit that may have left something to send. */
  kick: () => void;
};

/** Seconds after which a worker that was too late has certainly stopped writing. */
const SWEEP_AFTER = 60;

/** Of a job whose probe is not done: nothing is counted yet. */
const noClock = { numerator: 1, denominator: 1 };

type Leased = { taskId: string; leaseToken: string };

/** Work on its way through the workers. Every answer that is undefined or false means: the lease is lost. */
export function createTaskService({
  claims,
  leases,
  made,
  sourceOf,
  alwaysAv1,
  leaseSeconds,
  kick,
}: Options) {
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
    return finalizeSpec(job, found.job.plan, outputs);
  }

  async function handedOut(task: LeasedTask | undefined): Promise<Claim | undefined> {
    if (!task?.leaseToken) return undefined;
    const { id, videoKey, leaseToken, attempts } = task;
    const spec = await specOf(task);
    return {
      taskId: id,
      videoKey,
      leaseToken,
      leaseSeconds,
      prefix: claimPrefix(task),
      attempt: attempts,
      alone: !(await claims.anyWaits()),
      spec,
    };
  }

  return {
    /** The best of all waiting tasks. */
    claim: async (workerId: string) => handedOut(await claims.claim(workerId, leaseSeconds)),

    /** One task of those that wait, whoever else is before it; for specs. */
    claimOne: async (taskId: string, workerId: string) =>
      handedOut(await claims.take(taskId, workerId, leaseSeconds)),

    async heartbeat({
      taskId,
      leaseToken,
      fraction = 0,
    }: Leased & { fraction?: number | undefined }): Promise<boolean> {
      const renewed = await leases.renew(taskId, leaseToken, leaseSeconds, fraction);
      if (!renewed) await leases.sweepLater(taskId, SWEEP_AFTER);
      return renewed;
    },

    progress: (taskId: string, { leaseToken, renditions }: Progress) =>
      report(
        { taskId, leaseToken },
        {
          update: (task) => {
            if (task.kind !== 'audio' && task.kind !== 'copy')
              throw refused('result/kind', 'Only sound and copies report progress.');
            return published(task, renditions);
          },
          next: (held) => advance(held.job, held.tasks),
        },
      ),

    complete: (taskId: string, { leaseToken, result }: Complete) =>
      report(
        { taskId, leaseToken },
        {
          update: (task, { job }) => {
            if (task.kind !== result.kind) throw refused('result/kind', `This task is of kind ${task.kind}.`);
            return completed(task, result, job.plan?.clock ?? noClock);
          },
          next: (held, task) => {
            const upload = sourceOf(held.job);
            const change = afterCompletion(held, task, result, upload);
            return alwaysAv1 ? withAv1(held, change, upload) : change;
          },
        },
      ),

    fail: (taskId: string, { leaseToken, code, retriable }: Fail) =>
      report(
        { taskId, leaseToken },
        {
          update: (task) => failed(task, retriable),
          next: (held, task) => afterFailure(held, task, code),
        },
      ),

    release: (taskId: string, leaseToken: string) =>
      report({ taskId, leaseToken }, { update: () => ({ state: 'pending' }) }),
  };
}
export type TaskService = ReturnType<typeof createTaskService>;
