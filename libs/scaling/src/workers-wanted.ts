import { scaling } from './policy.ts';

/**
 * Workers that there should be at least for a backlog of tasks (waiting and in work), never fewer than `running`:
 * leaving is Application Auto Scaling's to decide. From zero it is all of them at once, not one by one.
 * @param most workers that may be paid for; more that run already are left alone.
 */
export function workersWanted({
  backlog,
  running,
  most,
}: {
  backlog: number;
  running: number;
  most: number;
}) {
  return Math.max(running, Math.min(most, Math.ceil(backlog / scaling.backlogPerWorker)));
}
