import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { limit, NICE } from './transcode/rivals/limit.ts';
import { runStages } from './transcode/run-steps.ts';

/**
 * The limit on this machine. It may use every core, as our workers do: CPU-seconds are dearer when all cores are busy,
 * because they share caches and, often, execution units.
 * @returns CPU-seconds of the process
 */
export async function referenceLadder(file: string, ffprobe: unknown): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-limit-'));
  try {
    const { step, folders } = limit(file, ffprobe, availableParallelism());
    for (const name of folders) mkdirSync(join(folder, name));
    return (await runStages([[step]], { folder, nice: NICE })).cpu;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
