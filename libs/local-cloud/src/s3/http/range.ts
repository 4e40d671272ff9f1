import { S3Error } from '../errors.ts';

/** Byte positions, `end` exclusive. */
export type ByteRange = { start: number; end: number };

/**
 * The single range of a `Range` header, or undefined for the whole object: a header of another form
 * (several ranges, last before first) is ignored, as RFC 9110 section 14.2 allows.
 * @throws S3Error InvalidRange when no byte of the object lies in it
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,16})-(\d{0,16})$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!first && !last) return undefined;
  if (first && last && Number(last) < Number(first)) return undefined;
  const start = first ? Number(first) : Math.max(size - Number(last), 0);
  const end = first && last ? Math.min(Number(last) + 1, size) : size;
  if (start >= end) throw new S3Error('InvalidRange', undefined, { 'content-range': `bytes */${size}` });
  return { start, end };
}
