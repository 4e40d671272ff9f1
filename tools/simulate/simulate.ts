import { createPatience, decide } from '@matinee/scaling';
import { assumptions } from './assumptions.ts';
import { createAutoScaling } from './auto-scaling.ts';
import { createFleet, type Worker } from './fleet.ts';
import { createRandom } from './random.ts';
import { type Arrival } from './traces.ts';
import { workOf, type Work } from './work.ts';

export type Scenario = {
  /** Spot workers are taken away about so often, per hour of each. */
  interruptionsPerHour: number;
  /** Seconds from the first upload during which Spot has no room. */
  spotAwaySeconds: number;
};
export type Strategy = 'at once' | 'auto scaling alone';
export type Run = {
  /** Seconds from the end of each upload to its first chunk being encoded, and to all of it being ready. */
  waits: number[];
  ready: number[];
  workerHours: { spot: number; onDemand: number };
  interruptions: number;
};
type Video = { at: number; parts: Work[]; last: Work; open: number; startedAt?: number; readyAt?: number };

const SEED = 2026;
/** A run that takes longer has workers that never come. */
const LONGEST = 14 * 86_400;

/**
 * Plays an arrival trace in steps of a second: the server decides with the same code as transcode-service, Application
 * Auto Scaling follows behind, workers take tasks as libs/media cuts them. Deterministic.
 */
export function simulate(
  trace: readonly Arrival[],
  strategy: Strategy,
  scenario: Scenario,
  most: number,
): Run {
  const random = createRandom(SEED);
  const first = trace[0]?.at ?? 0;
  const fleet = createFleet({
    spotRoom: (now) => now < first || now >= first + scenario.spotAwaySeconds,
    interrupted: () => scenario.interruptionsPerHour > 0 && random() < scenario.interruptionsPerHour / 3600,
  });
  const autoScaling = createAutoScaling(fleet, most);
  const waiting: Record<'fast' | 'bulk', Work[]> = { fast: [], bulk: [] };
  const videos: Video[] = [];
  let owed = createPatience();
  let kicked = false;
  let inWork = 0;

  function enqueue(...works: Work[]): void {
    for (const work of works) waiting[work.lane].push(work);
    kicked = true;
  }

  function arrive(now: number): void {
    for (
      let next = trace[videos.length];
      next && next.at + assumptions.noticeSeconds <= now;
      next = trace[videos.length]
    ) {
      const { probe, parts, last } = workOf(videos.length, next);
      videos.push({ at: next.at, parts, last, open: parts.length });
      enqueue(probe);
    }
  }

  function decideNow(now: number): void {
    if (strategy !== 'at once' || !(kicked || now % assumptions.sweepSeconds === 0)) return;
    kicked = false;
    const backlog = waiting.fast.length + waiting.bulk.length + inWork;
    if (backlog === 0) return void (owed = createPatience());
    const of = (capacity: 'spot' | 'onDemand') => ({
      desired: fleet.desired[capacity],
      running: fleet.running(capacity, now),
    });
    const spot = { ...of('spot'), owed: owed(now, of('spot')) };
    const raise = decide({ backlog, spot, onDemand: of('onDemand'), most });
    Object.assign(fleet.desired, raise);
  }

  function finish(work: Work, now: number): void {
    inWork -= 1;
    const video = videos[work.video]!;
    if (work.kind === 'probe') enqueue(...video.parts);
    else if (work.kind === 'finalize') video.readyAt = now;
    else if ((video.open -= 1) === 0) enqueue(video.last);
  }

  /** One second of a worker: takes what it has slots for, then shares its CPUs. */
  function toil(worker: Worker, now: number): void {
    while (worker.inHand.length < assumptions.workerCpus) {
      const work = waiting.fast.shift() ?? waiting.bulk.shift();
      if (!work) break;
      if (work.kind === 'video') videos[work.video]!.startedAt ??= now;
      worker.inHand.push({ work, left: work.cpuSeconds });
      inWork += 1;
    }
    const wish = worker.inHand.reduce((sum, { work }) => sum + work.width, 0);
    const share = Math.min(1, assumptions.workerCpus / wish);
    for (const held of worker.inHand) held.left -= held.work.width * share;
    const done = worker.inHand.filter(({ left }) => left <= 0);
    worker.inHand = worker.inHand.filter(({ left }) => left > 0);
    for (const { work } of done) finish(work, now + 1);
  }

  const isOver = () =>
    videos.length === trace.length && videos.every(({ readyAt }) => readyAt) && fleet.isEmpty();
  let now = first;
  for (; !isOver(); now += 1) {
    if (now - first > LONGEST) throw new Error('The trace was not done within two weeks.');
    arrive(now);
    decideNow(now);
    autoScaling.tick(now, { visible: waiting.fast.length + waiting.bulk.length, inWork });
    const back = fleet.tick(now);
    inWork -= back.length;
    if (back.length > 0) enqueue(...back);
    for (const worker of fleet.workers()) if (worker.readyAt <= now) toil(worker, now);
  }
  return {
    waits: videos.map(({ at, startedAt }) => startedAt! - at),
    ready: videos.map(({ at, readyAt }) => readyAt! - at),
    workerHours: { spot: fleet.billed.spot / 3600, onDemand: fleet.billed.onDemand / 3600 },
    interruptions: fleet.interruptions(),
  };
}
