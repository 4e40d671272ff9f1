type Part = { stop(): Promise<void> };

/**
 * Keeps what was started, so that it is stopped as a whole: in reverse order, every part even if one fails.
 */
export function createTogether() {
  const parts: Part[] = [];

  return {
    /** Waits for a part and keeps it; `stop` may come before it has started and then waits for it. */
    async keep<T>(starting: Promise<T>, stop: (started: T) => Promise<void>): Promise<T> {
      parts.push({
        stop: async () => {
          const started = await starting.catch(() => undefined);
          if (started !== undefined) await stop(started);
        },
      });
      return starting;
    },

    async stop(): Promise<void> {
      const failures: unknown[] = [];
      for (const part of parts.splice(0).reverse()) await part.stop().catch((error) => failures.push(error));
      if (failures.length > 0) throw new AggregateError(failures, 'A part of the local cloud did not stop.');
    },
  };
}
