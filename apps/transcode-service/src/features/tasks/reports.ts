import { limits, type FailureCode } from '@matinee/contracts';
import { cellsIn, choosePoster, spread, toNumber, type Rational } from '@matinee/media';
import { ApiError } from '@matinee/service-kit';
import { advanceAv1, failAv1, finishAv1 } from '../../domain/av1.ts';
import { advance } from '../../domain/advance.ts';
import { finalKeys } from '../../domain/finish.ts';
import { claimPrefix } from '../../domain/playlists.ts';
import { keysOf, mergeOutputs } from '../../domain/renditions.ts';
import {
  encodeInstead,
  fail,
  finish,
  nothingFound,
  planFromProbe,
  planRest,
} from '../../domain/transitions.ts';
import type { Change, Job, Plan, SourceRef } from '../../domain/types.ts';
import type { Held } from '../../jobs/job-rows-repository.ts';
import type { Complete, RenditionOutput, TaskSpec } from '../../work/contract.ts';
import type { LeasedTask } from './leased-task.ts';
import type { TaskUpdate } from './lease-repository.ts';

type VideoSpec = Extract<TaskSpec, { kind: 'video' | 'hold' }>;

/** A task is tried so often before its video fails; lost leases (a killed worker) get more. */
const MOST_FAILURES = 3;
/** Seconds before a failed task is tried again: 5, then 15. */
const retryDelay = (failures: number) => 5 * 3 ** (failures - 1);
/** A report that is not what was asked for; nothing of it is kept. */
export const refused = (path: string, message: string) =>
  new ApiError('invalid_request', { details: [{ path: `body/${path}`, message }] });

/** A finished task, after its report was found to be whole. */
export function completed(task: LeasedTask, result: Complete['result'], clock: Rational): TaskUpdate {
  if (result.kind === 'finalize' || result.kind === 'analyze') return { state: 'done' };
  if (result.kind === 'probe') {
    if (result.source) checkKeys(task, [result.source.key]);
    return { state: 'done' };
  }
  const update = published(task, result.renditions);
  if (result.kind === 'copy') return { ...update, state: 'done', framesDone: task.frames };
  if (result.kind === 'audio') {
    checkKeys(
      task,
      [result.posterKey, result.waveformKey].filter((key) => key !== null),
    );
    const heard = result.heardSeconds ?? secondsOf(update);
    return { ...update, state: 'done', framesDone: Math.round(heard * toNumber(clock)) };
  }
  const { stills, storyboard } = result;
  checkKeys(
    task,
    [...stills, ...(storyboard ? [storyboard] : [])].map(({ key }) => key),
  );
  if (task.spec.kind === 'video' || task.spec.kind === 'hold')
    checkSegments(task.spec, result.frames, result.renditions);
  // A frame more than planned is a rounding of the source's; the segments are what was planned.
  const framesDone = Math.min(result.frames, task.frames);
  return { ...update, ...withSheet(task, update, storyboard), state: 'done', framesDone };
}

type Sheet = Extract<Complete['result'], { kind: 'video' }>['storyboard'];

/** Which cells of the storyboard a sheet has follows from where the task is in the film. */
function withSheet({ spec }: LeasedTask, { outputs }: TaskUpdate, sheet: Sheet): TaskUpdate {
  if (!outputs || !sheet || spec.kind !== 'video' || !spec.storyboard) return {};
  const { firstCell } = cellsIn(spec.storyboard, spec.firstFrame, 0);
  return { outputs: { ...outputs, sheet: { ...sheet, firstCell } } };
}

/** Segments that may stand in playlists from now on. */
export function published(task: LeasedTask, renditions: RenditionOutput[]): TaskUpdate {
  checkKeys(task, keysOf([{ renditions }]));
  const outputs = mergeOutputs(task.outputs, renditions);
  return { outputs, segmentsDone: outputs.renditions[0]?.segments.length ?? 0 };
}

/** Seconds of all sound that was handed over. */
function secondsOf({ outputs }: TaskUpdate): number {
  const [sound] = outputs?.renditions ?? [];
  const ticks = sound?.segments.reduce((sum, segment) => sum + segment.ticks, 0) ?? 0;
  return sound ? ticks / sound.timescale : 0;
}

/** A worker reads strangers' files: it may only speak of what lies below the prefix of its own claim. */
function checkKeys(task: LeasedTask, keys: string[]): void {
  const prefix = `${claimPrefix(task)}/`;
  if (keys.some((key) => !key.startsWith(prefix)))
    throw refused('result', `Every key must begin with ${prefix}.`);
}

/** Every rung has every segment that its frames fill; otherwise a playlist would have a hole for ever. */
function checkSegments(spec: VideoSpec, frames: number, renditions: RenditionOutput[]): void {
  let start = 0;
  const begun = spec.segmentFrames.filter((length) => {
    start += length;
    return start - length < frames;
  });
  const expected = begun.map((_, i) => spec.firstSegment + i).join();
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
  if (result.kind === 'probe') return planFromProbe(result, result.source ?? upload);
  if (result.kind === 'analyze') return analyzed(job, result);
  if (result.kind === 'finalize')
    return job.state === 'ready' ? finishAv1(job, finalKeys(job).masterKey) : finish(finalKeys(job));
  if (job.state === 'ready') return advanceAv1(job, tasks);
  const change = advance(job, tasks);
  if (change.job?.state === 'failed') return change;
  return {
    ...change,
    job: { ...change.job, ...illustrated(change.job?.plan ?? job.plan, result) },
    // More rungs can be played from the start: that is news.
    ...(task.firstSegment === 0 && { announce: 'now' as const }),
  };
}

/** Stills, waveform and cover of a task, and the poster as it is best now. */
function illustrated(plan: Plan | null, result: Complete['result']): Change['job'] {
  if (!plan) return {};
  if (result.kind === 'audio') {
    const { waveformKey, posterKey } = result;
    return {
      ...(waveformKey !== null && { plan: { ...plan, waveformKey } }),
      ...(posterKey !== null && { posterKey }),
    };
  }
  if ((result.kind !== 'video' && result.kind !== 'hold') || result.stills.length === 0) return {};
  const all = [...plan.stills, ...result.stills].sort((a, b) => a.seconds - b.seconds);
  // A film that is longer than it said has more carriers than were planned.
  const stills = spread(all.length, limits.posters).map((position) => all[position]!);
  return { plan: { ...plan, stills }, posterKey: choosePoster(stills)?.key ?? null };
}

/** The tasks that waited for an analysis. Asked once: a second report of it finds them planned. */
export const analyzed = ({ plan, state }: Job, analysis: Parameters<typeof planRest>[1]): Change =>
  plan && !plan.analyzed && (state === 'encoding' || state === 'playable') ? planRest(plan, analysis) : {};

/**
 * What it means for a job that a task failed for good. Analyses and copies only spare work, so nothing is lost with
 * them.
 */
export const afterFailure = ({ job, tasks }: Held, task: LeasedTask, code: FailureCode): Change => {
  if (tasks.find(({ id }) => id === task.id)?.state !== 'failed') return {};
  if (job.state === 'ready') return failAv1(job);
  if (task.kind === 'analyze') return analyzed(job, nothingFound);
  return task.kind === 'copy' && job.plan ? encodeInstead(job.plan, tasks) : fail(code);
};
