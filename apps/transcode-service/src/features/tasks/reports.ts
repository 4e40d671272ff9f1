import { ApiError } from '@matinee/service-kit';
import { advance } from '../../domain/advance.ts';
import { claimPrefix, finalKeys } from '../../domain/playlists.ts';
import { keysOf, mergeOutputs } from '../../domain/renditions.ts';
import { finish, planFromProbe } from '../../domain/transitions.ts';
import type { Change, SourceRef } from '../../domain/types.ts';
import type { Held } from '../../jobs/job-rows-repository.ts';
import type { Complete, RenditionOutput, TaskSpec } from '../../work/contract.ts';
import type { LeasedTask } from './leased-task.ts';
import type { TaskUpdate } from './lease-repository.ts';

type VideoSpec = Extract<TaskSpec, { kind: 'video' }>;

/** A task is tried so often before its video fails; lost leases (a killed worker) get more. */
const MOST_FAILURES = 3;
/** Seconds before a failed task is tried again: 5, then 15. */
const retryDelay = (failures: number) => 5 * 3 ** (failures - 1);
/** A report that is not what was asked for; nothing of it is kept. */
export const refused = (path: string, message: string) =>
  new ApiError('invalid_request', { details: [{ path: `body/${path}`, message }] });

/** A finished task, after its report was found to be whole. */
export function completed(task: LeasedTask, result: Complete['result']): TaskUpdate {
  if (result.kind === 'finalize') return { state: 'done' };
  if (result.kind === 'probe') {
    if (result.source) checkKeys(task, [result.source.key]);
    return { state: 'done' };
  }
  const update = published(task, result.renditions);
  if (result.kind === 'audio') return { ...update, state: 'done' };
  if (result.posterKey !== null) checkKeys(task, [result.posterKey]);
  if (task.spec.kind === 'video') checkSegments(task.spec, result.frames, result.renditions);
  // A frame more than planned is a rounding of the source's; the segments are what was planned.
  return { ...update, state: 'done', framesDone: Math.min(result.frames, task.frames) };
}

/** Segments that may stand in playlists from now on. */
export function published(task: LeasedTask, renditions: RenditionOutput[]): TaskUpdate {
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

/** Once more, later; or the end of it. */
export function failed(task: LeasedTask, retriable: boolean): TaskUpdate {
  const failures = task.failures + 1;
  if (!retriable || failures >= MOST_FAILURES) return { state: 'failed', failures };
  return { state: 'pending', failures, delaySeconds: retryDelay(failures) };
}

/** What a finished task means for its job. */
export function afterCompletion(
  { job, tasks }: Held,
  task: LeasedTask,
  result: Complete['result'],
  upload: SourceRef,
): Change {
  if (result.kind === 'probe') return planFromProbe(result.ffprobe, result.source ?? upload);
  if (result.kind === 'finalize') return finish(finalKeys(job));
  const change = advance(job, tasks);
  if (result.kind === 'audio' || change.job?.state === 'failed') return change;
  return {
    ...change,
    job: { ...change.job, ...(result.posterKey !== null && { posterKey: result.posterKey }) },
    // More rungs can be played from the start: that is news.
    ...(task.firstSegment === 0 && { announce: 'now' as const }),
  };
}
