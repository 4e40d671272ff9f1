import { TaskFailure } from './failure.ts';
import type { ServedSource } from './reader.ts';
import type { RunResult } from './sandbox.ts';

/** How lines of the programs around a tool begin; those of ffmpeg never do. */
const WRAPPERS = /^(nsenter|unshare|mount|setpriv|prlimit|nice|sh): /m;
/** ffmpeg's own words, and those of x264, which only says that it failed. */
const NO_MEMORY = /Cannot allocate memory|\[error\]: malloc of size \d+ failed/;

/**
 * Throws the failure that a run of ffmpeg stands for, if it stands for one. A zero exit code only means that it is
 * worth looking at the outputs. `unreadable` is the code for a tool that gave up by itself.
 */
export function checkRun(
  run: RunResult,
  sources: readonly ServedSource[],
  unreadable: 'not_media' | 'damaged' | 'internal',
): void {
  const cut = sources.map((source) => source.failure()).find((failure) => failure !== undefined);
  if (cut !== undefined) throw new TaskFailure('storage_unavailable', String(cut), { cause: cut });
  if (/No space left on device|Disk quota exceeded/.test(run.stderr))
    throw new TaskFailure('no_space', run.stderr);
  const detail = `exit ${run.exitCode}, signal ${run.signal}, stopped ${run.stopped}: ${run.stderr}`;
  if (run.stopped === 'output') throw new TaskFailure('too_many_streams', detail);
  // In a cell the kernel refuses to write instead of sending the signal.
  const tooLarge = run.signal === 'SIGXFSZ' || (run.exitCode !== 0 && /File too large/.test(run.stderr));
  if (run.stopped || tooLarge) throw new TaskFailure('too_complex', detail);
  // What wraps the tool could not start it: no word about the file.
  if (run.exitCode !== 0 && WRAPPERS.test(run.stderr)) throw new TaskFailure('internal', detail);
  // The tool itself could not be started, or a library of it not be loaded (POSIX sh 2.8.2): no word about the file either.
  if (run.exitCode === 126 || run.exitCode === 127) throw new TaskFailure('internal', detail);
  // Not by us: the kernel was out of memory, or somebody killed it. Another try may fare better.
  if (run.signal === 'SIGKILL') throw new TaskFailure('internal', detail);
  if (NO_MEMORY.test(run.stderr) && run.exitCode !== 0) throw new TaskFailure('too_complex', detail);
  if (run.exitCode !== 0 && /exceeds specified max pixel count/.test(run.stderr))
    throw new TaskFailure('too_large_picture', detail);
  if (run.exitCode !== 0) throw new TaskFailure(unreadable, detail);
}
