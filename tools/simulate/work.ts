import type { NewTask } from '../../apps/transcode-service/src/domain/types.ts';
import { assumptions } from './assumptions.ts';
import { cpuSecondsOf, measuredCosts } from './encoding/costs.ts';
import { createLife, type Planned } from './encoding/life.ts';
import type { Arrival } from './traces.ts';

/** A task as workers see it: CPU-seconds, and how many vCPUs it can use at once. */
export type Work = {
  video: number;
  kind: NewTask['spec']['kind'];
  lane: 'fast' | 'bulk';
  cpuSeconds: number;
  width: number;
};

/**
 * The tasks of a video as transcode-service plans them: first the probe, then all the rest, then the last step. What waits
 * for the analysis is counted as waiting for the probe, because this clock's second is about as long as that takes.
 */
export function workOf(
  video: number,
  { seconds, height }: Arrival,
): { probe: Work; parts: Work[]; last: Work } {
  const film = { seconds, height };
  const life = createLife(film);
  const toWork = ({ made }: Planned): Work => {
    const { plan } = life.job();
    const cpuSeconds = plan ? cpuSecondsOf(made, plan, film, measuredCosts) : measuredCosts.probe;
    return {
      ...{ video, kind: made.spec.kind, lane: made.lane, cpuSeconds: Math.max(0.1, cpuSeconds) },
      width: made.lane === 'fast' && made.spec.kind === 'video' ? assumptions.workerCpus : 1,
    };
  };
  const [probe] = life.begin();
  const work = [toWork(probe!)];
  // Playing through it brings every task to light, in the order of planning.
  for (let planned = life.done(probe!); planned.length > 0;) {
    work.push(...planned.map(toWork));
    planned = planned.flatMap((each) => life.done(each));
  }
  const last = work.pop()!;
  return { probe: work[0]!, parts: work.slice(1), last };
}
