import { setTimeout as pause } from 'node:timers/promises';
import type { Claim, TaskResult } from '../work/contract.ts';
import { noticeFullDisk } from './disk-space.ts';
import { asTaskFailure, LeaseLostError, type TaskFailure } from './failure.ts';
import { keepLease } from './lease.ts';
import type { TaskApi } from './ports.ts';
import type { Tools } from './task-context.ts';
import { runAnalyzeTask } from './tasks/analyze.ts';
import { runAudioTask } from './tasks/audio.ts';
import { runCopyTask } from './tasks/copy.ts';
import { runFinalizeTask } from './tasks/finalize.ts';
import { runProbeTask } from './tasks/probe.ts';
import { runVideoTask } from './tasks/video.ts';
import type { WorkDirectories } from './work-directories.ts';

export interface RunnerOptions {
  tools: Tools;
  api: TaskApi;
  directories: Pick<WorkDirectories, 'use'>;
  /** Milliseconds that a slot takes nothing after its disk was full. */
  restMs?: number;
}

/** Longer than the server waits before the last try of a task (15 s): a worker with room comes to it first. */
const REST_MS = 30_000;

/** Thrown when a task was handed back because the process stops or the message is no longer ours. */
export class HandedBackError extends Error {
  override name = 'HandedBackError';
}

/**
 * Takes a task from claim to report. Resolves when the message has served its purpose, whatever came of the task;
 * rejects when the same message should come again (nobody to claim from, or handed back).
 */
export function createTaskRunner({ tools, api, directories, restMs = REST_MS }: RunnerOptions) {
  return async function runTask(bell: string, stop: AbortSignal): Promise<void> {
    const claim = await api.claim(bell, stop);
    if (!claim) return;
    // The message named some task; this is the one to do.
    const { taskId } = claim;
    const log = { taskId, videoKey: claim.videoKey, kind: claim.spec.kind, attempt: claim.attempt };
    const started = performance.now();
    const done = { fraction: 0 };
    const lease = keepLease(api, claim, claim.leaseSeconds, () => done.fraction);
    const signal = AbortSignal.any([stop, lease.signal]);
    let failure: TaskFailure | undefined;
    try {
      const result = await directories.use((directory) =>
        noticeFullDisk(directory, () => perform(claim, directory, signal, done)),
      );
      await api.complete(claim, result);
      tools.log.info({ ...log, seconds: (performance.now() - started) / 1000 }, 'task done');
    } catch (error) {
      failure = await settle(claim, error, stop, lease.signal);
    } finally {
      lease.end();
    }
    if (failure?.code === 'no_space') await pause(restMs, undefined, { signal: stop }).catch(() => {});
  };

  /** Tells the server what became of the task; answers with the failure that it was told. */
  async function settle(claim: Claim, error: unknown, stop: AbortSignal, lost: AbortSignal) {
    const { taskId, videoKey } = claim;
    if (lost.aborted || error instanceof LeaseLostError) {
      tools.log.warn({ taskId, videoKey, reason: String(lost.reason ?? error) }, 'lease lost');
      return undefined;
    }
    if (stop.aborted) {
      await api.release(claim);
      throw new HandedBackError(`Task ${taskId} was handed back.`);
    }
    const failure = asTaskFailure(error);
    const { code, retriable, detail } = failure;
    tools.log.warn({ taskId, videoKey, code, retriable, detail }, 'task failed');
    await api.fail(claim, { code, retriable, detail }).catch((refused: unknown) => {
      if (!(refused instanceof LeaseLostError)) throw refused;
    });
    return failure;
  }

  function perform(
    claim: Claim,
    directory: string,
    signal: AbortSignal,
    done: { fraction: number },
  ): Promise<TaskResult> {
    const { spec } = claim;
    const common = {
      ...tools,
      claim,
      directory,
      signal,
      // A second try of a part starts lower; what was told stays.
      advance: (fraction: number) => void (done.fraction = Math.min(1, Math.max(done.fraction, fraction))),
      progress: (renditions: Parameters<TaskApi['progress']>[1]) => api.progress(claim, renditions, signal),
    };
    switch (spec.kind) {
      case 'probe':
        return runProbeTask({ ...common, spec });
      case 'analyze':
        return runAnalyzeTask({ ...common, spec });
      case 'video':
        return runVideoTask({ ...common, spec });
      case 'hold':
        return runVideoTask({ ...common, spec });
      case 'copy':
        return runCopyTask({ ...common, spec });
      case 'audio':
        return runAudioTask({ ...common, spec });
      case 'finalize':
        return runFinalizeTask({ ...common, spec });
    }
  }
}
