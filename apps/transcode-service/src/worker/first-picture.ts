import { firstPictureArguments } from '@matinee/media';
import { TaskFailure } from './failure.ts';
import { checkRun } from './outcome.ts';
import { niceness } from './sandbox.ts';
import { limitsFor, type TaskContext } from './task-context.ts';

type Context = Pick<TaskContext<'copy'>, 'reader' | 'sandbox' | 'directory' | 'signal'>;

/** Shows that the first picture of a segment can be decoded. `bytes` are its init segment and itself. */
export async function decodeFirstPicture(context: Context, bytes: Uint8Array): Promise<void> {
  const { reader, sandbox, directory, signal } = context;
  const served = reader.serve({ size: bytes.byteLength, read: async (start) => bytes.subarray(start) });
  try {
    const run = await sandbox({
      tool: 'ffmpeg',
      args: firstPictureArguments(served.url),
      cwd: directory,
      limits: { ...limitsFor(0), wallSeconds: 30, stallSeconds: 15, fileBytes: 1024 ** 2 },
      signal,
      activity: served.served,
      nice: niceness.awaited,
    });
    checkRun(run, [served], 'damaged');
    if (run.frames === 0)
      throw new TaskFailure('damaged', `The first picture cannot be decoded: ${run.stderr}`);
  } finally {
    served.close();
  }
}
