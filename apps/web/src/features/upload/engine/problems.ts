import { ApiProblem } from '@/lib/api/problem.ts';

/** There was no answer: the connection dropped, or nothing moved for too long. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Storage answered with something that trying again does not change. */
export class StorageRefused extends Error {
  override readonly name = 'StorageRefused';
  readonly status: number;
  constructor(status: number) {
    super(`Storage answered ${status}.`);
    this.status = status;
  }
}

/** The presigned URL is not accepted (any more). */
export class UrlExpired extends Error {
  override readonly name = 'UrlExpired';
}

/** The upload does not exist any more where the bytes should go; it has to be looked up or begun again. */
export class UploadGone extends Error {
  override readonly name = 'UploadGone';
}

/** The file on disk was moved, deleted or changed since it was chosen. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
}

/** Storage is there but cannot take it just now. */
export class StorageBusy extends Error {
  override readonly name = 'StorageBusy';
}

const busy = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What a status of a presigned PUT means. 412 = the object is there: an earlier try arrived, only its answer did not. */
export function checkStored(status: number): void {
  if ((status >= 200 && status < 300) || status === 412) return;
  if (busy.has(status)) throw new StorageBusy(`Storage answered ${status}.`);
  if (status === 403) throw new UrlExpired('The presigned URL was refused.');
  if (status === 404) throw new UploadGone('Storage does not know this upload.');
  throw new StorageRefused(status);
}

/** Failures that pass by themselves. */
export function passes(error: unknown): boolean {
  if (error instanceof ConnectionLost || error instanceof StorageBusy) return true;
  if (!(error instanceof ApiProblem)) return false;
  return error.status === 0 || [429, 502, 503, 504].includes(error.status);
}

const gone = new Set(['upload_not_found', 'upload_token_invalid', 'upload_not_yours']);

/** The service says that this session leads nowhere; a fresh one may. */
export const isGone = (error: unknown): boolean =>
  error instanceof UploadGone || (error instanceof ApiProblem && gone.has(error.code));
