import { remuxArguments, remuxedSourceKey } from '@matinee/media';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { needSpace } from './disk-space.ts';
import { TaskFailure } from './failure.ts';
import { checkRun } from './outcome.ts';
import { niceness } from './sandbox.ts';
import { asStorage, descriptions } from './store-outputs.ts';
import { limitsFor, serveUpload, type SourceObject, type TaskContext } from './task-context.ts';

const OUTPUT = 'source.mkv';
/** A copy smaller than this part of the file lost pictures. Packet headers and stuffing are most of a still picture. */
const SMALLEST_PART = 0.1;

/**
 * Copies the upload into Matroska and stores the copy; undefined when its codecs do not fit in there, and the upload
 * has to do as it is.
 */
export async function remux(context: TaskContext<'probe'>): Promise<SourceObject | undefined> {
  const { directory, signal, claim, mediaBucket, store, log } = context;
  const { size } = context.spec.source;
  await needSpace(directory, size);
  const source = await serveUpload(context, context.spec.source);
  try {
    const run = await context.sandbox({
      tool: 'ffmpeg',
      args: remuxArguments(source.url, OUTPUT),
      cwd: directory,
      // Reading needs a network that does 2 MB/s.
      limits: {
        ...limitsFor(0),
        fileBytes: Math.ceil(size * 1.1) + 1024 ** 2,
        wallSeconds: 300 + size / 2e6,
      },
      signal,
      activity: source.served,
      nice: niceness.awaited,
    });
    checkRun(run, [source], 'damaged');
    const path = join(directory, OUTPUT);
    const copied = (await stat(path)).size;
    if (copied < size * SMALLEST_PART)
      throw new TaskFailure('damaged', `${copied} of ${size} bytes were copied.`);
    const copy = { bucket: mediaBucket, key: remuxedSourceKey(claim.prefix), size: copied };
    await asStorage(signal, store.putFile(copy, path, descriptions.source, signal));
    return copy;
  } catch (error) {
    if (!(error instanceof TaskFailure && error.code === 'damaged')) throw error;
    log.info({ videoKey: claim.videoKey, detail: error.detail }, 'source used as it is');
    return undefined;
  } finally {
    source.close();
  }
}
