import type { ProcessingStage } from '@matinee/contracts';
import type { JobState } from './types.ts';

/** What the tables say of a video at one moment. Work is in seconds of media. */
export interface Look {
  state: JobState;
  /** The share that was shown before; what a person has seen never falls. */
  shown: number;
  /** Of all tasks that are known of. */
  planned: number;
  /** Of those that are done, and of the done part of those in work. */
  done: number;
  /** Length that the source promises; 0 when it does not. */
  promised: number;
  /** More tasks follow from those there are. */
  growing: boolean;
  /** Tasks in work. */
  running: number;
}

/** Work done at a moment (milliseconds). */
export interface Sample {
  at: number;
  done: number;
}

/** 1 is kept for the end. */
const ALMOST = 0.99;
/** Seconds over which speed is measured, and before which it is not known. */
const WINDOW = 60;
const SHORTEST = 3;
/** An estimate beyond a week is none. */
const MOST_SECONDS = 7 * 86_400;
/** An estimate is corrected by at most so much of itself, or so many seconds, in every second. */
const CORRECTION = 0.1;
const LEAST_CORRECTION = 1;

const stages: Record<Exclude<JobState, 'deleted'>, ProcessingStage> = {
  queued: 'waiting',
  probing: 'checking',
  encoding: 'starting',
  playable: 'playable',
  finalizing: 'finishing',
  ready: 'ready',
  failed: 'failed',
};
export const stageOf = (state: Exclude<JobState, 'deleted'>): ProcessingStage => stages[state];

/** While not all tasks are known, what the source promises is the better guess of what is to be done. */
const total = ({ planned, promised, growing }: Look) => (growing ? Math.max(planned, promised) : planned);

/** Finished share of the work, 0 to 1. */
export function fractionOf(look: Look): number {
  if (look.state === 'ready') return 1;
  const all = total(look);
  const share = all > 0 ? look.done / all : 0;
  return Math.min(ALMOST, Math.max(0, look.shown, share));
}

/** The samples that speed is measured with: the last minute, and the one before it. */
export function remember(samples: readonly Sample[], sample: Sample): Sample[] {
  const last = samples.at(-1);
  // A worker that was lost takes its part of the work back; that is no work done backwards.
  const next = { at: sample.at, done: Math.max(sample.done, last?.done ?? 0) };
  const from = samples.findLastIndex(({ at }) => at <= sample.at - WINDOW * 1000);
  return [...samples.slice(Math.max(0, from)), next];
}

/** Work per second lately; null when there is too little to tell. */
export function speedOf(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < SHORTEST * 1000) return null;
  const speed = (last.done - first.done) / ((last.at - first.at) / 1000);
  return speed > 0 ? speed : null;
}

/** All workers together lately, and how many people they work for. */
export interface Fleet {
  /** Work per second. */
  speed: number;
  owners: number;
}

/**
 * Seconds until everything is done: what is left at the speed of this video, or, while others are served, at its share of
 * what all workers do. Null when nobody can know.
 */
export function estimate(look: Look, samples: readonly Sample[], fleet: Fleet | null): number | null {
  if (look.state === 'ready' || look.state === 'failed' || look.state === 'deleted') return null;
  const left = total(look) - look.done;
  if (total(look) <= 0 || !Number.isFinite(left)) return null;
  const share = fleet && fleet.speed > 0 ? fleet.speed / Math.max(1, fleet.owners) : null;
  const speed = speedOf(samples) ?? (look.running === 0 ? share : null);
  if (speed === null) return null;
  const seconds = Math.max(0, left) / speed;
  return seconds <= MOST_SECONDS ? seconds : null;
}

/** What was shown, and when (milliseconds). */
export interface Shown {
  at: number;
  seconds: number;
}

/** The next estimate to show: time passes, and what turned out wrong is corrected in small steps. */
export function steady(before: Shown | null, seconds: number | null, at: number): Shown | null {
  if (seconds === null) return null;
  if (before === null) return { at, seconds };
  const passed = Math.max(0, (at - before.at) / 1000);
  const expected = Math.max(0, before.seconds - passed);
  const most = Math.max(LEAST_CORRECTION, CORRECTION * before.seconds) * passed;
  return { at, seconds: Math.max(0, Math.min(expected + most, Math.max(expected - most, seconds))) };
}

/**
 * Videos that are begun before this one, when owners take turns: their own earlier ones, and of everybody else at most one
 * more than those. Null for a video that does not wait.
 * @param waiting in the order in which they came
 */
export function positionOf(
  videoKey: string,
  waiting: readonly { videoKey: string; ownerId: string }[],
): number | null {
  const index = waiting.findIndex((video) => video.videoKey === videoKey);
  if (index < 0) return null;
  const before = waiting.slice(0, index);
  const counts = new Map<string, number>();
  for (const { ownerId } of before) counts.set(ownerId, (counts.get(ownerId) ?? 0) + 1);
  const { ownerId } = waiting[index]!;
  const own = counts.get(ownerId) ?? 0;
  counts.delete(ownerId);
  return [...counts.values()].reduce((sum, count) => sum + Math.min(count, own + 1), own);
}
