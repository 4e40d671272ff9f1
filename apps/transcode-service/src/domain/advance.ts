import { segmentStart } from '@matinee/media';
import { mostFrames, secondsOf } from './chunks.ts';
import { finalizeTask, holdTasks, moreTasks } from './tasks.ts';
import { fail } from './transitions.ts';
import type { Change, Job, NewTask, Plan, Task } from './types.ts';

/** Decoded much less than a believable container promised: damaged, or at least not whole. */
const DAMAGED_BELOW = 0.1;
const PARTIAL_BELOW = 0.95;
/** Sound that goes on for longer than this (seconds) after the picture is kept, with the last picture held. */
const WORTH_HOLDING = 0.5;

const open = (task: Task) => task.state === 'pending' || task.state === 'running';

/**
 * What follows from the tasks as they are now, while a video is being encoded: its end, its first playable
 * moment, its progress, its last step. Depends on nothing else, so it may be asked after any event, any number
 * of times, in any order.
 */
export function advance(job: Job, tasks: Task[]): Change {
  if (job.state !== 'encoding' && job.state !== 'playable') return {};
  const { plan } = job;
  if (!plan) return {};
  const pictureEnd = findPictureEnd(plan, tasks);
  const endFrame = findEnd({ ...plan, pictureEnd }, tasks);
  const settled = withWarnings({ ...plan, pictureEnd, endFrame });
  if (isDamaged(settled)) return fail('damaged');

  const beyond = (task: Task) =>
    makesPicture(task) && task.kind !== 'hold' && pictureEnd !== null && startOf(plan, task) >= pictureEnd;
  const needed = tasks.filter((task) => !beyond(task) && task.state !== 'cancelled');
  const more = pictureEnd === null ? reachFurther(plan, needed) : hold(settled, needed);
  if (more === 'too long') return fail('too_long');

  const complete = plan.analyzed || needed.every(({ kind }) => kind !== 'analyze');
  const finished = endFrame !== null && complete && more.length === 0 && needed.every((task) => !open(task));
  const playable = job.state === 'playable' || isPlayable(plan, needed);
  const state = finished ? 'finalizing' : playable ? 'playable' : 'encoding';
  const last = finished ? [finalizeTask(settled)] : [];
  const heard = state !== job.state;
  const end = endFrame ?? pictureEnd;
  return {
    job: {
      state,
      plan: settled,
      progress: Math.max(job.progress, progressOf(needed, [...more, ...last], promised(plan))),
      ...(end !== null && { durationSeconds: secondsOf(end, plan) }),
    },
    cancel: tasks.filter((task) => beyond(task) && open(task)).map((task) => task.id),
    create: [...more, ...last],
    announce: heard ? 'now' : 'sparingly',
  };
}

const makesPicture = ({ kind }: Task) => kind === 'video' || kind === 'hold' || kind === 'copy';
const startOf = ({ grid }: Plan, { firstSegment }: Task) => segmentStart(grid, firstSegment);

/** The earliest place where a finished task ran out of frames. */
function findPictureEnd(plan: Plan, tasks: Task[]): number | null {
  const ends = tasks
    .filter((task) => task.kind === 'video' && task.state === 'done' && task.framesDone < task.frames)
    .map((task) => startOf(plan, task) + task.framesDone);
  return ends.length > 0 ? Math.min(...ends) : plan.pictureEnd;
}

/** Where all of it ends, once picture and sound have. */
function findEnd(plan: Plan, tasks: Task[]): number | null {
  const { video, audio, pictureEnd } = plan;
  const main = tasks.find((task) => task.kind === 'audio' && task.rungs[0] === audio?.name);
  if (audio && main?.state !== 'done') return null;
  const heard = main?.framesDone ?? 0;
  if (!video) return heard;
  // A copied picture cannot be held, and one that never began is damaged, whatever is heard.
  const goesOn =
    pictureEnd !== null &&
    pictureEnd > 0 &&
    !plan.passthrough &&
    secondsOf(heard - pictureEnd, plan) > WORTH_HOLDING;
  if (!goesOn) return pictureEnd;
  // Until every task before it is done, the picture may still turn out to end earlier.
  const settled = tasks.every(
    (task) => task.kind !== 'video' || !open(task) || startOf(plan, task) >= pictureEnd,
  );
  return settled ? Math.min(heard, mostFrames(plan)) : null;
}

/** Tasks that hold the last picture until the sound ends, unless they are there. */
function hold(plan: Plan, tasks: Task[]): NewTask[] {
  const { pictureEnd, endFrame } = plan;
  if (pictureEnd === null || endFrame === null || endFrame <= pictureEnd) return [];
  return tasks.some(({ kind }) => kind === 'hold') ? [] : holdTasks(plan, pictureEnd, endFrame);
}

/** Nothing at all, or a small part of what a believable file promised. */
function isDamaged(plan: Plan): boolean {
  const end = plan.video ? plan.pictureEnd : plan.endFrame;
  if (end === null) return false;
  return end === 0 || (plan.credible && end < plan.claimedFrames * DAMAGED_BELOW);
}

function withWarnings(plan: Plan): Plan {
  const { video, endFrame, pictureEnd, credible, claimedFrames, warnings } = plan;
  const read = (video ? pictureEnd : endFrame) ?? 0;
  const partial = endFrame !== null && credible && read < claimedFrames * PARTIAL_BELOW;
  return partial && !warnings.includes('partial_source')
    ? { ...plan, warnings: [...warnings, 'partial_source'] }
    : plan;
}

/** When the last planned task filled all its frames, the source is longer than anybody said. */
function reachFurther(plan: Plan, tasks: Task[]) {
  const last = tasks
    .filter((task) => task.kind === 'video')
    .sort((a, b) => b.firstSegment - a.firstSegment)[0];
  // Before the analysis only the first segment is planned: what follows it is not missing.
  if (!last || last.state !== 'done' || !isPlannedThrough(plan, tasks)) return [];
  const planned = startOf(plan, last) + last.frames;
  return planned >= mostFrames(plan) ? 'too long' : moreTasks(plan, planned);
}

const isPlannedThrough = ({ analyzed }: Plan, tasks: Task[]): boolean =>
  analyzed || tasks.every(({ kind }) => kind !== 'analyze');

/** The first segment of some rung, and the first sound, are there. */
function isPlayable(plan: Plan, tasks: Task[]): boolean {
  const lowest = plan.rungs[0]?.name ?? '';
  const first = tasks.some(
    (task) =>
      task.firstSegment === 0 &&
      ((task.kind === 'copy' && plan.passthrough !== null && task.segmentsDone > 0) ||
        (task.kind === 'video' && task.rungs.includes(lowest) && task.framesDone > 0)),
  );
  const audio = tasks.find((task) => task.kind === 'audio' && task.rungs[0] === plan.audio?.name);
  const sounds = !plan.audio || audio?.state === 'done' || (audio?.segmentsDone ?? 0) > 0;
  return (first || !plan.video) && sounds;
}

/** Work (seconds of media) that there will be at least: before the analysis only the first tasks are planned. */
const promised = (plan: Plan) => (plan.analyzed ? 0 : secondsOf(plan.claimedFrames, plan));

/** Finished share of the work that is known of; 1 is kept for the very end. */
function progressOf(tasks: readonly Task[], coming: readonly { weight: number }[], least: number): number {
  const planned = [...tasks, ...coming].reduce((sum, task) => sum + task.weight, 0);
  const total = Math.max(planned, least);
  const done = tasks.filter((task) => task.state === 'done').reduce((sum, task) => sum + task.weight, 0);
  return total > 0 ? Math.min(0.99, done / total) : 0;
}
