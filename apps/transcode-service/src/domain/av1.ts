import { segmentStart } from '@matinee/media';
import type { Av1State, FailureCode } from '@matinee/contracts';
import { fail } from './transitions.ts';
import { finalizeTask, holdTasks, videoTasks } from './tasks.ts';
import type { Av1Pass, Change, Job, NewTask, Plan, RungSpec, SourceRef, Task } from './types.ts';

/**
 * A second pass over a video that is ready: the same picture in AV1, for about half the bytes and several times the
 * CPU. The video stays ready all the while, and what was published stays; at the end there is a new master playlist
 * that offers both. When the pass fails, nothing has changed but the plan.
 */

/** AV1 needs fewer bits for the same hard scene (docs/adr/0021), so it gets a lower cap. */
const CAP = 0.65;

export const isAv1 = (name: string) => name.startsWith('av1-');
export const isAv1Task = ({ rungs }: Pick<Task, 'rungs'>): boolean => rungs.some(isAv1);

/** Rungs that a finished video has, or will have when its last task is done. */
export const everyRung = ({ rungs, av1 }: Pick<Plan, 'rungs' | 'av1'>): RungSpec[] => [
  ...rungs,
  ...(av1?.state === 'finalizing' || av1?.state === 'done' ? av1.rungs : []),
];

/** What the pass has made so far is of use although no playlist names it. */
export const keepsAv1 = ({ plan }: Pick<Job, 'plan'>): boolean => !!plan?.av1 && plan.av1.state !== 'done';

/** The file that was uploaded is needed: a mended copy of it is gone when the video is ready. */
export const canAddAv1 = ({ state, plan }: Job, upload: SourceRef): boolean =>
  state === 'ready' &&
  !!plan &&
  plan.source.key === upload.key &&
  !!plan.pictureEnd &&
  rungsFor(plan).length > 0;

/** What its owner is told of the pass. */
export const av1StateOf = (job: Job, upload: SourceRef): Exclude<Av1State, 'off'> =>
  job.plan?.av1?.state ?? (canAddAv1(job, upload) ? 'none' : 'impossible');

/** Starts the pass, or goes on with one that failed; nothing where it is under way or done. */
export function addAv1({ plan }: Job, tasks: readonly Task[]): Change {
  if (!plan || (plan.av1 && plan.av1.state !== 'failed')) return {};
  const av1: Av1Pass = { state: 'encoding', rungs: rungsFor(plan) };
  const made = tasks.filter((task) => isAv1Task(task) && task.state === 'done');
  const create = av1Tasks(plan, av1.rungs).filter(
    ({ spec }) =>
      'firstSegment' in spec &&
      made.every(({ kind, firstSegment }) => kind !== spec.kind || firstSegment !== spec.firstSegment),
  );
  return create.length > 0 ? { job: { plan: { ...plan, av1 } }, create } : finalizeAv1({ ...plan, av1 });
}

/** Sides the encoder takes (pixels). */
const LEAST_SIDE = 64;
const rungsFor = ({ rungs }: Plan): RungSpec[] =>
  rungs.filter(({ width, height }) => Math.min(width, height) >= LEAST_SIDE).map(toAv1);

const toAv1 = (rung: RungSpec): RungSpec => {
  const maxRate = Math.round(rung.maxRate * CAP);
  const name = `av1-${Math.min(rung.width, rung.height)}`;
  return { ...rung, name, codec: 'av1', maxRate, bufferSize: 2 * maxRate };
};

function av1Tasks(plan: Plan, rungs: RungSpec[]): NewTask[] {
  const { pictureEnd, endFrame } = plan;
  if (pictureEnd === null) return [];
  // Pictures beside the rungs are there already. Nothing is promised any more: where the picture ends is known, and
  // nobody has to look beyond it.
  const encoded: Plan = { ...plan, rungs, storyboard: null, passthrough: null, claimedFrames: 0 };
  const held = endFrame !== null && endFrame > pictureEnd ? holdTasks(encoded, pictureEnd, endFrame) : [];
  return [...videoTasks(encoded, 0, pictureEnd), ...held]
    .flatMap((task) => (plan.grid.starts.length > 1 ? perSegment(task, plan) : [task]))
    .map((task) => ({ ...task, lane: 'bulk', later: true }));
}

/** The encoder makes keyframes at even distances only: where segments differ in length each is a task of its own. */
function perSegment(task: NewTask, { grid }: Plan): NewTask[] {
  const { spec } = task;
  if (spec.kind !== 'video' && spec.kind !== 'hold') return [task];
  return spec.segmentFrames.map((frames, index) => ({
    ...task,
    spec: {
      ...spec,
      firstSegment: spec.firstSegment + index,
      firstFrame: segmentStart(grid, spec.firstSegment + index),
      segmentFrames: [frames],
    },
    weight: task.weight / spec.segmentFrames.length,
  }));
}

/** What follows from a finished task of the pass. */
export function advanceAv1({ plan }: Job, tasks: readonly Task[]): Change {
  if (plan?.av1?.state !== 'encoding') return {};
  const mine = tasks.filter(
    (task) => isAv1Task(task) && task.state !== 'cancelled' && task.state !== 'failed',
  );
  return mine.every(({ state }) => state === 'done') ? finalizeAv1(plan) : {};
}

const finalizeAv1 = (plan: Plan): Change => ({
  job: { plan: { ...plan, av1: { ...plan.av1!, state: 'finalizing' } } },
  create: [{ ...finalizeTask(plan), lane: 'bulk', later: true }],
});

/** The new master playlist is written. */
export const finishAv1 = ({ plan }: Job, masterKey: string): Change =>
  plan?.av1?.state === 'finalizing'
    ? {
        job: { plan: { ...plan, av1: { ...plan.av1, state: 'done' } }, masterKey },
        announce: 'now',
        cleanAfter: 120,
      }
    : {};

/** The video stays as it was; the pass may be asked for again and then goes on where it stopped. */
export const failAv1 = ({ plan }: Job): Change =>
  plan?.av1 ? { job: { plan: { ...plan, av1: { ...plan.av1, state: 'failed' } } }, cancel: 'all' } : {};

/** Something cannot be done. What is ready stays ready: then it was only an addition. */
export const giveUp = (job: Job, failureCode: FailureCode): Change =>
  job.state === 'ready' ? failAv1(job) : fail(failureCode);

/** A change that makes a video ready also starts the pass. */
export function withAv1(
  { job, tasks }: { job: Job; tasks: readonly Task[] },
  change: Change,
  upload: SourceRef,
): Change {
  if (job.state === 'ready' || change.job?.state !== 'ready') return change;
  const ready: Job = { ...job, ...change.job };
  if (!canAddAv1(ready, upload)) return change;
  const started = addAv1(ready, tasks);
  return {
    ...change,
    job: { ...change.job, ...started.job },
    create: [...(change.create ?? []), ...(started.create ?? [])],
  };
}
