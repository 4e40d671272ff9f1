import type { Cleaner } from '../cleanup/cleaner.ts';
import type { SweepRepository } from './sweep-repository.ts';

type Options = {
  sweeps: SweepRepository;
  cleaner: Pick<Cleaner, 'clean' | 'due'>;
  everyMs: number;
  /** Seconds until a waiting task gets its second message. */
  remindAfter: number;
  kick: () => void;
  onError: (error: unknown) => void;
};

/** Videos cleaned in one round. */
const CLEAN_LIMIT = 20;

/** Every few seconds: whatever a crash, a lost message or a slow store left lying is picked up again. */
export function createSweeper({ sweeps, cleaner, everyMs, remindAfter, kick, onError }: Options) {
  let running: Promise<void> | undefined;

  async function attempt(step: () => Promise<unknown>): Promise<void> {
    await step().catch(onError);
  }

  async function round(): Promise<void> {
    await attempt(sweeps.recoverLeases);
    await attempt(() => sweeps.remindTasks(remindAfter));
    await attempt(sweeps.expireJobs);
    kick();
    await attempt(async () => {
      for (const videoKey of await cleaner.due(CLEAN_LIMIT)) await attempt(() => cleaner.clean(videoKey));
    });
  }

  const sweep = (): Promise<void> => (running ??= round().finally(() => (running = undefined)));
  const timer = setInterval(() => void sweep(), everyMs);
  return {
    /** One round now, or the one that is under way. */
    sweep,
    async stop(): Promise<void> {
      clearInterval(timer);
      await running;
    },
  };
}
