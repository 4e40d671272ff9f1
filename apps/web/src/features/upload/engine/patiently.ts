import { passes } from './problems.ts';
import type { EnginePorts, Report } from './types.ts';

/** Tries with a connection, without any success in between, before a person is asked. About four minutes. */
const mostFailures = 14;
const firstDelayMs = 500;
const longestDelayMs = 20_000;

export interface Patience {
  ports: Pick<EnginePorts, 'connection' | 'sleep' | 'random'>;
  report: Report;
  signal: AbortSignal;
}

/**
 * Repeats work until it succeeds, as long as its failures are of the passing kind. Without a connection it waits for
 * one, however long that takes, and that does not count as a failure.
 */
export async function patiently<T>(work: () => Promise<T>, { ports, report, signal }: Patience): Promise<T> {
  for (let failures = 0; ;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!passes(error)) throw error;
      if (!ports.connection.online()) {
        report({ type: 'phase', phase: 'offline' });
        await ports.connection.whenOnline(signal);
        failures = 0;
        continue;
      }
      failures += 1;
      if (failures >= mostFailures) throw error;
      report({ type: 'phase', phase: 'retrying' });
      const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));
      await ports.sleep(delay / 2 + (ports.random() * delay) / 2, signal);
    }
  }
}
