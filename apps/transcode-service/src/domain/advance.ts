import { mostFrames, secondsOf } from './chunks.ts';
import { finalizeTask, moreTasks } from './plan.ts';
import { fail } from './transitions.ts';
import type { Change, Job, Plan, Task } from './types.ts';

/** Decoded much less than a believable container promised. */
const DAMAGED_BELOW = 0.1;

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
  const endFrame = findEnd(plan, tasks);
  const settled: Plan = { ...plan, endFrame };
  if (endFrame !== null && isDamaged(settled)) return fail('damaged');

  const beyond = (task: Task) =>
    task.kind === 'video' && endFrame !== null && task.firstSegment * plan.framesPerSegment >= endFrame;
  const needed = tasks.filter((task) => !beyond(task) && task.state !== 'cancelled');
  const more = endFrame === null ? reachFurther(plan, needed) : [];
  if (more === 'too long') return fail('too_long');

  const finished = endFrame !== null && needed.every((task) => !open(task));
  const playable = job.state === 'playable' || isPlayable(plan, needed);
  const state = finished ? 'finalizing' : playable ? 'playable' : 'encoding';
  const last = finished ? [finalizeTask(settled)] : [];
  const heard = state !== job.state;
  return {
    job: {
      state,
      plan: settled,
      progress: Math.max(job.progress, progressOf(needed, [...more, ...last])),
      ...(endFrame !== null && { durationSeconds: secondsOf(endFrame, plan) }),
    },
    cancel: tasks.filter((task) => beyond(task) && open(task)).map((task) => task.id),
    create: [...more, ...last],
    announce: heard ? 'now' : 'sparingly',
  };
}

/** The earliest place where a finished task ran out of frames. */
function findEnd(plan: Plan, tasks: Task[]): number | null {
  const ends = tasks
    .filter((task) => task.kind === 'video' && task.state === 'done' && task.framesDone < task.frames)
    .map((task) => task.firstSegment * plan.framesPerSegment + task.framesDone);
  return ends.length > 0 ? Math.min(...ends) : plan.endFrame;
}

function isDamaged(plan: Plan): boolean {
  const end = plan.endFrame ?? 0;
  return end === 0 || (plan.credible && end < plan.claimedFrames * DAMAGED_BELOW);
}

/** When the last planned task filled all its frames, the source is longer than anybody said. */
function reachFurther(plan: Plan, tasks: Task[]) {
  const last = tasks
    .filter((task) => task.kind === 'video')
    .sort((a, b) => b.firstSegment - a.firstSegment)[0];
  if (!last || last.state !== 'done') return [];
  const planned = last.firstSegment * plan.framesPerSegment + last.frames;
  return planned >= mostFrames(plan) ? 'too long' : moreTasks(plan, planned);
}

/** The low rungs of the first segment, and the first sound, are there. */
function isPlayable(plan: Plan, tasks: Task[]): boolean {
  const lowest = plan.rungs[0]?.name ?? '';
  const first = tasks.find(
    (task) => task.kind === 'video' && task.firstSegment === 0 && task.rungs.includes(lowest),
  );
  const audio = tasks.find((task) => task.kind === 'audio');
  const sounds = !plan.audio || audio?.state === 'done' || (audio?.segmentsDone ?? 0) > 0;
  return first?.state === 'done' && first.framesDone > 0 && sounds;
}

/** Finished share of the work that is known of; 1 is kept for the very end. */
function progressOf(tasks: readonly Task[], coming: readonly { weight: number }[]): number {
  const total = [...tasks, ...coming].reduce((sum, task) => sum + task.weight, 0);
  const done = tasks.filter((task) => task.state === 'done').reduce((sum, task) => sum + task.weight, 0);
  return total > 0 ? Math.min(0.99, done / total) : 0;
}
