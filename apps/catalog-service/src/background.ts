/** The part of a pino logger that background work uses. */
export type Log = {
  warn(fields: object, message: string): void;
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type Background = {
  /** Runs the work now, or once more when it is running. */
  kick(): void;
  /** Resolves when the work that runs has ended; no more follows. */
  stop(): Promise<void>;
};

/** Runs `work` every `seconds` and whenever it is kicked, never twice at a time. What it throws is logged. */
export function repeat(name: string, seconds: number, work: () => Promise<void>, log: Log): Background {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  async function run(): Promise<void> {
    do {
      again = false;
      await work().catch((error: unknown) => log.error({ err: error, job: name }, 'background work failed'));
    } while (again && !stopped);
    running = undefined;
  }
  function kick(): void {
    if (stopped) return;
    if (running) again = true;
    else running = run();
  }
  const timer = setInterval(kick, seconds * 1000);
  timer.unref();
  kick();

  return {
    kick,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
