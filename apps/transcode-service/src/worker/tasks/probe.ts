import { probeArguments } from '@matinee/media';
import type { TaskResult } from '../../work/contract.ts';
import { TaskFailure } from '../failure.ts';
import { checkRun } from '../outcome.ts';
import { serveUpload, type TaskContext } from '../task-context.ts';

/** A description of 32 streams takes a tenth of this. */
const MAX_JSON_BYTES = 1024 * 1024;
const MiB = 1024 ** 2;

const limits = {
  addressSpaceBytes: 2048 * MiB,
  cpuSeconds: 60,
  fileBytes: MiB,
  wallSeconds: 60,
  stallSeconds: 30,
};

/** Asks ffprobe what the file is. The server interprets the answer with libs/media. */
export async function runProbeTask(context: TaskContext<'probe'>): Promise<TaskResult> {
  const source = await serveUpload(context, context.spec.source);
  try {
    const run = await context.sandbox({
      tool: 'ffprobe',
      args: probeArguments(source.url),
      cwd: context.directory,
      limits,
      signal: context.signal,
      activity: source.served,
      nice: 5,
      keepOutput: MAX_JSON_BYTES,
    });
    checkRun(run, [source], 'not_media');
    return { kind: 'probe', ffprobe: parse(run.stdout) };
  } finally {
    source.close();
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { ...json };
  } catch {
    // Falls through: ffprobe was cut short.
  }
  throw new TaskFailure('not_media', 'ffprobe gave no JSON.');
}
