import { needsRemux, probeArguments } from '@matinee/media';
import type { TaskResult } from '../../work/contract.ts';
import { TaskFailure } from '../failure.ts';
import { objectSource } from '../byte-source.ts';
import { checkRun } from '../outcome.ts';
import { judgeUpload, lookForIndex } from '../passthrough.ts';
import { remux } from '../remux.ts';
import { niceness } from '../sandbox.ts';
import { asStorage } from '../store-outputs.ts';
import { serveUpload, type SourceObject, type TaskContext } from '../task-context.ts';

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

/**
 * Asks ffprobe what the file is; the server interprets the answer with libs/media. A file whose clock may jump is
 * copied on the way, and the answer is about the copy. Of an MP4 the index is read meanwhile, to tell whether the picture
 * can be shown as it is.
 */
export async function runProbeTask(context: TaskContext<'probe'>): Promise<TaskResult> {
  const { spec, store, cache, signal } = context;
  const { source } = spec;
  const bytes = objectSource(store, cache, source, source.size);
  const [ffprobe, index] = await Promise.all([
    probe(context, source),
    asStorage(signal, lookForIndex(bytes)),
  ]);
  const { format } = ffprobe;
  const name =
    typeof format === 'object' && format && 'format_name' in format ? format.format_name : undefined;
  const copy = spec.remux && needsRemux(name) ? await remux(context) : undefined;
  if (!copy) return { kind: 'probe', ffprobe, ...judgeUpload(ffprobe, index, source.size) };
  return { kind: 'probe', ffprobe: await probe(context, copy), source: copy };
}

async function probe(context: TaskContext<'probe'>, object: SourceObject): Promise<Record<string, unknown>> {
  const source = await serveUpload(context, object);
  try {
    const run = await context.sandbox({
      tool: 'ffprobe',
      args: probeArguments(source.url),
      cwd: context.directory,
      limits,
      signal: context.signal,
      activity: source.served,
      nice: niceness.awaited,
      keepOutput: MAX_JSON_BYTES,
    });
    checkRun(run, [source], 'not_media');
    return parse(run.stdout);
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
