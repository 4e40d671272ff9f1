/**
 * Who goes first. Among waiting tasks: the fast lane before the bulk lane before what may be done later; then owners who
 * used less than a fair share of the workers lately; then the owner with the fewest tasks in work; then the earlier turn.
 * A turn is the moment at which a worker that works for this owner alone would have finished what the task belongs to
 * (weighted fair queueing): short videos before long ones, many uploads of one person one after the other, and nobody
 * waits for ever.
 */
export const priorities = { fast: 0, bulk: 1, later: 2 } as const;
export type Priority = (typeof priorities)[keyof typeof priorities];
export const everyPriority: readonly Priority[] = Object.values(priorities);

/** Who had more seconds of workers than this lately goes behind everybody else of the same priority. */
export const SHARE_SECONDS = 1200;
/** After so many seconds, 37 % (1/e) of what an owner had still counts. */
export const FADE_SECONDS = 3600;

/** What every batch moves its owner's next turn by, in seconds: also five hundred probes queue up. */
const LEAST_STEP = 1;
/** A film does not push its owner's next, short, video behind itself. */
const MOST_STEP = 60;

type Work = { priority: Priority; weight: number };

const sum = (tasks: readonly Work[]) => tasks.reduce((total, { weight }) => total + weight, 0);

/** Seconds by which an owner's next turn comes later after these tasks. */
export const stepOf = (tasks: readonly Work[]): number =>
  Math.min(MOST_STEP, Math.max(LEAST_STEP, sum(tasks)));

/**
 * The turns of tasks that are planned together, in their order: `start` plus the work of all of them that have the same
 * priority. They differ by a millisecond each, so that a video is made from its beginning.
 * @param start when the owner's own worker would get to them
 */
export function turnsOf(tasks: readonly Work[], start: Date): Date[] {
  const seconds = (priority: Priority) => sum(tasks.filter((task) => task.priority === priority));
  const work = new Map(everyPriority.map((priority) => [priority, seconds(priority)]));
  return tasks.map(({ priority }, index) => new Date(start.getTime() + 1000 * work.get(priority)! + index));
}
