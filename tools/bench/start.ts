import { processTree, proportionalBytes } from './processes.ts';
import { startStack } from './stack.ts';

/**
 * `npm start` when nothing changed, and the memory of the idle stack.
 * @returns seconds from the command to its last screen; MB (10^6 bytes) as the sum of proportional set sizes of every
 * process (shared pages counted once), and as the plain sum of resident sets, which counts them once per process.
 */
export async function benchStart(data: string) {
  await (await startStack(data)).stop();
  const stack = await startStack(data);
  try {
    const processes = processTree(stack.process.pid!);
    return {
      start_warm_s: stack.seconds,
      idle_mb: processes.reduce((sum, { pid }) => sum + proportionalBytes(pid), 0) / 1e6,
      idle_rss_mb: processes.reduce((sum, { residentBytes }) => sum + residentBytes, 0) / 1e6,
    };
  } finally {
    await stack.stop();
  }
}
