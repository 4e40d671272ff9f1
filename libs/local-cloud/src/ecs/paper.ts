import type { Launch, LaunchRequest } from './types.ts';

/** A process that only exists on paper; the spec says when it ends. */
export type PaperTask = LaunchRequest & {
  /** Ends by itself. */
  exit(code: number | null): void;
  stopped: boolean;
};

/**
 * A `launch` for specs of what starts and stops tasks.
 * @param capacity tasks there is room for; the others stay pending until `free`.
 */
export function paperTasks({ capacity = Infinity } = {}) {
  const launched: PaperTask[] = [];
  const waiting: (() => void)[] = [];
  let room = capacity;

  const launch: Launch = async (request) => {
    if (room <= 0) await new Promise<void>((resolve) => waiting.push(resolve));
    room -= 1;
    const end = Promise.withResolvers<number | null>();
    const task: PaperTask = { ...request, exit: end.resolve, stopped: false };
    launched.push(task);
    return {
      exited: end.promise,
      stop: async () => {
        task.stopped = true;
        end.resolve(0);
      },
    };
  };
  return {
    launch,
    launched,
    running: () => launched.filter((task) => !task.stopped),
    /** There is room for everybody now. */
    free() {
      room = Infinity;
      for (const go of waiting.splice(0)) go();
    },
  };
}
