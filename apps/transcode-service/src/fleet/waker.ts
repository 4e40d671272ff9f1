import { createPatience, decide } from '@matinee/scaling';
import type { Fleet, WorkerService } from './fleet.ts';

export interface Waker {
  /** There may be work: look at once, or as soon as the last look is long enough ago. */
  kick(): void;
  stop(): Promise<void>;
}

type Options = {
  fleet: Fleet;
  /** Tasks that wait or are in work. */
  backlog: () => Promise<number>;
  /** Workers that either service may be raised to. */
  most: number;
  /** Milliseconds between the starts of two looks. */
  gapMs?: number;
  log: { info(fields: object, message: string): void };
  onError: (error: unknown) => void;
};

/**
 * Raises the workers' services to what the backlog wants (docs/adr/0014-workers-from-zero.md). Several servers may do so
 * side by side: what they say is a number computed from what all of them see. Nothing waits for a look and nothing fails
 * with it; the next kick, at the latest that of the sweep, looks again.
 */
export function createWaker({ fleet, backlog, most, gapMs = 1000, log, onError }: Options): Waker {
  const stopping = new AbortController();
  const { signal } = stopping;
  let owed = createPatience();
  let running: Promise<void> | undefined;
  let again = false;
  let lookedAt = -Infinity;

  async function look(): Promise<void> {
    const tasks = await backlog();
    if (tasks === 0) {
      // What Spot owed before a pause says nothing about what it is asked for after it.
      owed = createPatience();
      return;
    }
    const { spot, onDemand } = await fleet.describe(signal);
    const late = { ...spot, owed: owed(performance.now() / 1000, spot) };
    const raise = decide({ backlog: tasks, spot: late, onDemand, most });
    for (const [service, to] of Object.entries(raise) as [WorkerService, number][]) {
      await fleet.raise(service, to, signal);
      log.info({ capacity: service, workers: to, backlog: tasks }, 'workers asked for');
    }
  }

  async function run(): Promise<void> {
    do {
      await pause(lookedAt + gapMs - performance.now(), signal);
      if (signal.aborted) return;
      again = false;
      lookedAt = performance.now();
      await look().catch((error: unknown) => signal.aborted || onError(error));
    } while (again);
  }

  function kick(): void {
    again = true;
    if (signal.aborted || running) return;
    running = run().finally(() => {
      running = undefined;
      // A kick may fall between the last look and this line.
      if (again) kick();
    });
  }

  return {
    kick,
    async stop() {
      stopping.abort();
      await running;
      fleet.close();
    },
  };
}

/** Resolves early when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      // The signal lives as long as the server: a listener left behind at every pause would be a leak.
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
