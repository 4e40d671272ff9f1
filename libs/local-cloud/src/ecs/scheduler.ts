import type { Store } from './store.ts';
import type { TaskRunner } from './tasks.ts';
import type { Service, Task } from './types.ts';

/** ECS waits longer and longer before it replaces a task that keeps ending; so do we, in milliseconds. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 10_000;
/** Longest delay of a timer (2^31 ms); protection may last longer. */
const MOST_DELAY = 2 ** 31 - 1;

export type Scheduler = ReturnType<typeof createScheduler>;

/** Keeps the tasks of every service at its desired count. */
export function createScheduler(
  { store, now }: { store: Store; now: () => number },
  runner: () => TaskRunner,
) {
  const timers = new Map<Service, NodeJS.Timeout>();
  let closed = false;

  function later(service: Service, at: number): void {
    clearTimeout(timers.get(service));
    timers.set(
      service,
      setTimeout(() => reconcile(service), Math.min(MOST_DELAY, Math.max(0, at - now()))),
    );
  }

  function reconcile(service: Service): void {
    if (closed) return;
    const tasks = store.tasksOf(service);
    const missing = service.desired - tasks.length;
    if (missing > 0 && service.notBefore > now()) return later(service, service.notBefore);
    for (let i = 0; i < missing; i += 1) runner().start({ definition: service.definition, service });
    if (missing < 0) scaleIn(service, tasks, -missing);
  }

  /** Newest first, and none that is protected: those are looked at again when their protection ends. */
  function scaleIn(service: Service, tasks: Task[], surplus: number): void {
    const free = tasks.filter((task) => task.protectedUntil <= now());
    for (const task of free.toReversed().slice(0, surplus))
      void runner().stop(task, 'ServiceSchedulerInitiated', 'Scaling activity initiated by deployment');
    const ends = tasks.map((task) => task.protectedUntil).filter((until) => until > now());
    if (surplus > free.length && ends.length > 0) later(service, Math.min(...ends));
  }

  return {
    reconcile,
    /** A task of the service came or went; one that ended by itself is replaced, after a while when that repeats. */
    changed(service: Service, task: Task): void {
      if (task.status === 'STOPPED' && task.stopCode !== 'ServiceSchedulerInitiated') {
        const lived = now() - (task.startedAt ?? now());
        service.crashes = lived > LONGEST_WAIT ? 1 : service.crashes + 1;
        service.notBefore = now() + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (service.crashes - 1));
      }
      reconcile(service);
    },
    close(): void {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
