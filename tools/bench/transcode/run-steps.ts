import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage, Step } from './types.ts';

/** What one ffmpeg took. `end` counts from the start of the first stage. Seconds. */
export interface StepReport {
  name: string;
  end: number;
  cpu: number;
}

/**
 * Runs stages one after the other, the steps of a stage side by side.
 * @throws Error with ffmpeg's last lines when a step fails
 */
export async function runStages(
  stages: Stage[],
  { folder, nice }: { folder: string; nice: number },
): Promise<{ steps: StepReport[]; wall: number; cpu: number }> {
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  const steps: StepReport[] = [];
  for (const stage of stages)
    steps.push(
      ...(await Promise.all(
        stage.map(async (step) => {
          const cpu = await cpuSecondsOf(step, folder, nice);
          return { name: step.name, cpu, end: since() };
        }),
      )),
    );
  return { steps, wall: since(), cpu: steps.reduce((sum, step) => sum + step.cpu, 0) };
}

/** The shell's `times` after one command: user and system time of what it waited for (POSIX, "times"). */
async function cpuSecondsOf({ name, args }: Step, cwd: string, nice: number): Promise<number> {
  const notes = mkdtempSync(join(tmpdir(), 'matinee-times-'));
  const script =
    'notes=$1 nice=$2; shift 2; nice -n "$nice" ffmpeg -nostdin "$@" > /dev/null 2> "$notes/err" || exit 1; times > "$notes/times"';
  try {
    const shell = spawn('sh', ['-c', script, 'sh', notes, String(nice), ...args], { cwd });
    const [code] = await once(shell, 'exit');
    if (code !== 0) throw new Error(`${name}: ${readFileSync(join(notes, 'err'), 'utf8').slice(-2000)}`);
    return readTimes(readFileSync(join(notes, 'times'), 'utf8'));
  } finally {
    rmSync(notes, { recursive: true, force: true });
  }
}

/** CPU-seconds of the children, from the second line of `times`: `0m12.340000s 0m1.500000s`. */
export function readTimes(text: string): number {
  const children = text.trim().split('\n')[1] ?? '';
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 60 + Number(s),
    0,
  );
}
