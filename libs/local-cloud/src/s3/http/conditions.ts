import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from '../errors.ts';

type Validators = { etag: string; modifiedAt: number };

const lists = (header: string, etag: string): boolean =>
  header
    .split(',')
    .map((entry) => entry.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((entry) => entry === '*' || entry === etag);

/** HTTP dates have no fractions of a second. */
const seconds = (ms: number): number => Math.floor(ms / 1000);

/**
 * Whether a GET or HEAD must be answered 304 (RFC 9110, section 13.2.2).
 * @throws S3Error PreconditionFailed for If-Match and If-Unmodified-Since
 */
export function isNotModified(headers: IncomingHttpHeaders, { etag, modifiedAt }: Validators): boolean {
  const ifMatch = headers['if-match'];
  const ifUnmodifiedSince = Date.parse(headers['if-unmodified-since'] ?? '');
  if (ifMatch ? !lists(ifMatch, etag) : seconds(modifiedAt) > seconds(ifUnmodifiedSince))
    throw new S3Error('PreconditionFailed');
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch) return lists(ifNoneMatch, etag);
  const ifModifiedSince = Date.parse(headers['if-modified-since'] ?? '');
  return seconds(modifiedAt) <= seconds(ifModifiedSince);
}

/** Whether the write must not replace anything; `If-None-Match` of a write knows only `*`. */
export function isCreateOnly(headers: IncomingHttpHeaders): boolean {
  const ifNoneMatch = headers['if-none-match'];
  if (headers['if-match'] ?? (ifNoneMatch !== undefined && ifNoneMatch !== '*'))
    throw new S3Error('NotImplemented');
  return ifNoneMatch === '*';
}
