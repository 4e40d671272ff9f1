import type { Input } from '../input.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Store } from '../store.ts';
import type { TaskRunner } from '../tasks.ts';
import type { Views } from '../views.ts';

export type Operation = (input: Input) => object;

export type Context = {
  store: Store;
  views: Views;
  scheduler: Scheduler;
  runner: TaskRunner;
  now: () => number;
};
