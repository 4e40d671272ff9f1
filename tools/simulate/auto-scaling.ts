import { autoScaling } from '@matinee/scaling';
import { assumptions } from './assumptions.ts';
import type { Capacity, Fleet } from './fleet.ts';

type Datapoint = {
  at: number;
  visible: number;
  backlog: number;
  running: number;
  of: Record<Capacity, number>;
};
type Backlog = { visible: number; inWork: number };

/**
 * Application Auto Scaling with its alarms, as Pulumi sets it up: it sees a minute's numbers a minute later, and those of
 * a queue that has slept for hours later still. Target tracking moves the Spot service; the sleep policy both.
 */
export function createAutoScaling(fleet: Fleet, most: number) {
  const points: Datapoint[] = [];
  let touchedAt = -Infinity;
  let publishesFrom = -Infinity;
  let outAt = -Infinity;
  let inAt = -Infinity;
  let wokenAt = -Infinity;

  /** The newest datapoints that are there; undefined while there are fewer. */
  const newest = (now: number, count: number): Datapoint[] | undefined => {
    const seen = points.filter(({ at }) => at + assumptions.metricDelaySeconds <= now).slice(-count);
    const recent =
      seen[0] && seen[0].at >= now - assumptions.metricDelaySeconds - count * assumptions.metricSeconds;
    return seen.length === count && recent ? seen : undefined;
  };
  /** Backlog per worker; without workers there is none. */
  const ratio = ({ backlog, running }: Datapoint) => (running > 0 ? backlog / running : undefined);

  function evaluate(now: number): void {
    const { targetTracking, wake, sleep } = autoScaling;
    const { targetValue: target } = targetTracking;
    const { desired } = fleet;
    const asked = newest(now, wake.datapoints);
    const idleFleet = asked?.every(
      ({ visible, running }) => running === 0 && visible >= wake.visibleMessages,
    );
    if (idleFleet && now >= wokenAt + assumptions.wakeCooldownSeconds) {
      // It adds a worker to what others asked for meanwhile: a step that sets a number could lower it.
      desired.spot = Math.min(most, desired.spot + wake.capacity);
      wokenAt = now;
    }
    const high = newest(now, assumptions.scaleOutDatapoints);
    if (
      high?.every((point) => (ratio(point) ?? 0) > target) &&
      now >= outAt + targetTracking.scaleOutCooldownSeconds
    ) {
      desired.spot = Math.max(desired.spot, Math.min(most, Math.ceil(high.at(-1)!.backlog / target)));
      outAt = now;
    }
    const low = newest(now, assumptions.scaleInDatapoints);
    const isLow = (point: Datapoint) => (ratio(point) ?? Infinity) < target * assumptions.scaleInShare;
    if (low?.every(isLow) && now >= inAt + targetTracking.scaleInCooldownSeconds) {
      desired.spot = Math.min(
        desired.spot,
        Math.ceil(Math.max(...low.map(({ backlog }) => backlog)) / target),
      );
      inAt = now;
    }
    const quiet = newest(now, sleep.datapoints);
    for (const capacity of ['spot', 'onDemand'] as const)
      // Not while none runs: the alarm would end workers that have just been woken.
      if (quiet?.every(({ backlog, of }) => backlog === 0 && of[capacity] > 0))
        desired[capacity] = sleep.capacity;
  }

  return {
    /** To be called every second. */
    tick(now: number, { visible, inWork }: Backlog): void {
      const of = { spot: fleet.running('spot', now), onDemand: fleet.running('onDemand', now) };
      const running = of.spot + of.onDemand;
      // Messages and polling workers keep a queue awake.
      if (visible + inWork + running > 0) {
        if (now - touchedAt >= assumptions.queueSleepsAfterSeconds)
          publishesFrom = now + assumptions.queueWakesAfterSeconds;
        touchedAt = now;
      }
      if (now % assumptions.metricSeconds !== 0) return;
      if (now >= publishesFrom) points.push({ at: now, visible, backlog: visible + inWork, running, of });
      if (points.length > 2 * assumptions.scaleInDatapoints) points.shift();
      evaluate(now);
    },
  };
}
