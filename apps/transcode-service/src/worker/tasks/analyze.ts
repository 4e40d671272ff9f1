import { analyzeArguments, pickWindows, readAnalysis, toNumber } from '@matinee/media';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskResult } from '../../work/contract.ts';
import { checkRun } from '../outcome.ts';
import { niceness } from '../sandbox.ts';
import { serveUpload, type TaskContext } from '../task-context.ts';

const MiB = 1024 ** 2;
/** A few small encodes: what takes longer than this is not worth waiting for. */
const limits = {
  addressSpaceBytes: 8 * 1024 * MiB,
  cpuSeconds: 120,
  fileBytes: MiB,
  wallSeconds: 60,
  stallSeconds: 30,
};

/**
 * Looks at a few moments of the film, so that later tasks get caps that fit it and no rungs that add nothing. Of a
 * source that does not tell its length it knows no moments to look at, and finds nothing. Fails like other tasks where
 * ffmpeg does; the server then goes on with what it has.
 */
export async function runAnalyzeTask(context: TaskContext<'analyze'>): Promise<TaskResult> {
  const { spec, directory, threads } = context;
  if (spec.durationSeconds === null) return { kind: 'analyze', rungs: [], drop: [] };
  const windows = pickWindows(spec.durationSeconds, toNumber(spec.video.frameRate), spec.gopSeconds);
  const plan = { source: spec.video, rungs: spec.rungs, windows };
  const source = await serveUpload(context, spec.source);
  try {
    const run = await context.sandbox({
      tool: 'ffmpeg',
      args: analyzeArguments(source.url, plan, threads.fast),
      cwd: directory,
      limits,
      signal: context.signal,
      activity: source.served,
      nice: niceness.background,
    });
    checkRun(run, [source], 'damaged');
  } finally {
    source.close();
  }
  const texts = new Map<string, string>();
  for (const name of await readdir(directory)) texts.set(name, await readFile(join(directory, name), 'utf8'));
  return { kind: 'analyze', ...readAnalysis(plan, (file) => texts.get(file) ?? '') };
}
