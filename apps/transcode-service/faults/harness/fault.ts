import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { check } from '../checker/check.ts';
import { of, type History } from '../checker/history.ts';
import { traceFolder } from './config.ts';
import { setStage, type Stage, type StageOptions } from './stage.ts';

declare module 'vitest' {
  interface TaskMeta {
    fault?: FaultRow;
  }
}
/** One line of the table at the end of a run. */
export type FaultRow = { id: string; seconds: number; encodes: number; extra: number; told: string };

type Options = StageOptions & {
  /** Messages that are meant to end in a dead-letter queue. */
  deadLetters?: number;
  timeoutSeconds?: number;
};

/** What the body of a fault may leave for the table, and look at after everything came to rest. */
type Outcome = { told?: string; after?: (history: History) => void | Promise<void> };

/**
 * One fault of the catalogue: sets a stage, lets `run` break something on it, heals everything, waits for rest, and
 * holds the recorded history against every invariant. `run` asserts what is special about this fault.
 */
export function fault(
  id: string,
  title: string,
  run: (stage: Stage) => Promise<Outcome | void>,
  { deadLetters = 0, timeoutSeconds = 150, ...options }: Options = {},
): void {
  test(`${id} ${title}`, { timeout: timeoutSeconds * 1000 }, async ({ task, expect }) => {
    const began = performance.now();
    const stage = await setStage(options);
    try {
      const outcome = (await run(stage)) ?? {};
      await stage.heal();
      await stage.quiet();
      const history = await stage.history();
      expect(check(history)).toEqual([]);
      expect(history.remains.deadLetters).toBe(deadLetters);
      await outcome.after?.(history);
      const { encodes, extra } = workOf(history);
      task.meta.fault = {
        id,
        seconds: (performance.now() - began) / 1000,
        encodes,
        extra,
        told: outcome.told ?? '',
      };
    } finally {
      keepTrace(`${id} ${title}`.replace(/[^\w]+/g, '-').slice(0, 80), stage);
      await stage.close();
    }
  });
}

/** Runs of the encoder, and how many of them were repetitions of a task's work. */
export function workOf(history: History): { encodes: number; extra: number } {
  const encodes = history.spawns.filter(({ makes }) => makes !== 'nothing').length;
  const done = of(history, 'task').filter(
    ({ from, to }) =>
      to?.state === 'done' && from?.state !== 'done' && /video|audio|hold|analyze/.test(to.taskKind),
  ).length;
  return { encodes, extra: Math.max(0, encodes - done) };
}

/** The history as lines and the logs of the processes. */
function keepTrace(name: string, stage: Stage): void {
  const { recorder, folder } = stage;
  const traces = traceFolder();
  if (!traces) return;
  const own = join(traces, name);
  mkdirSync(own, { recursive: true });
  const lines = recorder.entries.toSorted((a, b) => a.t - b.t).map((entry) => JSON.stringify(entry));
  writeFileSync(join(own, 'history.jsonl'), `${lines.join('\n')}\n`);
  const spawns = stage.workers().flatMap(({ tools }) => tools.spawns());
  writeFileSync(join(own, 'spawns.json'), JSON.stringify(spawns, undefined, 1));
  for (const name of readdirSync(folder))
    if (name.endsWith('.log')) copyFileSync(join(folder, name), join(own, name));
}
