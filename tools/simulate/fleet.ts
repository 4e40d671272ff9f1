import { assumptions } from './assumptions.ts';
import type { Work } from './work.ts';

export type Capacity = 'spot' | 'onDemand';
type InHand = { work: Work; left: number };
export type Worker = { capacity: Capacity; askedAt: number; readyAt: number; inHand: InHand[] };

type Options = {
  /** Whether Spot has room at a time. */
  spotRoom: (now: number) => boolean;
  /** Whether a Spot worker is taken away in a second. */
  interrupted: () => boolean;
};

/** The two ECS services: they try to have as many workers as desired, start them in their time and count what they cost. */
export function createFleet({ spotRoom, interrupted }: Options) {
  const desired = { spot: 0, onDemand: 0 };
  const billed = { spot: 0, onDemand: 0 };
  let workers: Worker[] = [];
  let interruptions = 0;

  const of = (capacity: Capacity) => workers.filter((worker) => worker.capacity === capacity);
  const running = (capacity: Capacity, now: number) =>
    of(capacity).filter(({ readyAt }) => readyAt <= now).length;

  function end(worker: Worker, now: number, extra = 0): void {
    workers = workers.filter((other) => other !== worker);
    const from = worker.askedAt + assumptions.unbilledStartSeconds;
    if (now > from) billed[worker.capacity] += Math.max(assumptions.leastBilledSeconds, now + extra - from);
  }

  return {
    desired,
    billed,
    workers: () => workers,
    running,
    interruptions: () => interruptions,
    isEmpty: () => workers.length === 0,

    /** One second of the schedulers. @returns work that comes back because Spot took its worker. */
    tick(now: number): Work[] {
      const back: Work[] = [];
      for (const worker of of('spot')) {
        if (worker.readyAt > now || !interrupted()) continue;
        interruptions += 1;
        back.push(...worker.inHand.map(({ work }) => work));
        end(worker, now, assumptions.handBackSeconds);
      }
      for (const capacity of ['spot', 'onDemand'] as const) {
        const present = of(capacity);
        const missing = desired[capacity] - present.length;
        const room = capacity === 'onDemand' || spotRoom(now);
        for (let i = 0; room && i < missing; i += 1)
          workers.push({ capacity, askedAt: now, readyAt: now + assumptions.workerStartSeconds, inHand: [] });
        // Busy workers are protected from scale-in.
        const free = present.filter(({ inHand }) => inHand.length === 0).toReversed();
        for (const worker of free.slice(0, Math.max(0, -missing))) end(worker, now);
      }
      return back;
    },
  };
}
export type Fleet = ReturnType<typeof createFleet>;
