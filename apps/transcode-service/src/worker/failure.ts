import type { FailureCode } from '@matinee/contracts';

/** Failures that another try, here or on another machine, may not have. */
const retriable: ReadonlySet<FailureCode> = new Set(['storage_unavailable', 'no_space', 'internal']);

/** A task cannot be done, for a reason its owner can be told. `detail` is for the log only. */
export class TaskFailure extends Error {
  override name = 'TaskFailure';
  readonly code: FailureCode;
  readonly retriable: boolean;
  readonly detail: string;

  constructor(code: FailureCode, detail: string, options: { cause?: unknown } = {}) {
    super(`${code}: ${detail}`, options);
    this.code = code;
    this.retriable = retriable.has(code);
    this.detail = detail.slice(-4000);
  }
}

/** The server gave the task to somebody else, or the video is gone: stop, and leave no trace in the books. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';
}

/** Whatever was thrown, as the failure to report. */
export const asTaskFailure = (error: unknown): TaskFailure =>
  error instanceof TaskFailure ? error : new TaskFailure(codeOf(error), String(error), { cause: error });

function codeOf(error: unknown): FailureCode {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'no_space' : 'internal';
}
