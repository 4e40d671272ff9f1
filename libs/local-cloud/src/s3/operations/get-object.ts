import type { S3Context } from '../context.ts';
import { isNotModified } from '../http/conditions.ts';
import { checkHeaderText, checksumHeaders, validators } from '../http/object-headers.ts';
import { parseRange } from '../http/range.ts';
import type { S3Request, S3Response } from '../http/request.ts';
import type { StoredObject } from '../store/objects.ts';

/** `?response-content-type=…` and its kind replace a header of this one answer. */
function overrides(query: URLSearchParams): Record<string, string> {
  const replaced: Record<string, string> = {};
  for (const [name, value] of query)
    if (name.startsWith('response-')) replaced[name.slice('response-'.length)] = checkHeaderText(value);
  return replaced;
}

/** If-Range: the range counts only for the version the client has (RFC 9110, section 13.1.5). */
function rangeHeader({ headers }: S3Request, object: StoredObject): string | undefined {
  const ifRange = headers['if-range'];
  const current = validators(object);
  if (typeof ifRange === 'string' && ifRange !== current.etag && ifRange !== current['last-modified'])
    return undefined;
  return headers.range;
}

function describe({ objects }: S3Context, request: S3Request) {
  const object = objects.require(request.bucket, request.key);
  if (isNotModified(request.headers, object)) return { object, notModified: true as const };
  const range = parseRange(rangeHeader(request, object), object.size);
  const { start, end } = range ?? { start: 0, end: object.size };
  const wantsChecksum = !range && request.amz('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const headers: Record<string, string | number> = {
    ...object.headers,
    ...validators(object),
    ...overrides(request.query),
    'accept-ranges': 'bytes',
    'content-length': end - start,
    ...(range && { 'content-range': `bytes ${start}-${end - 1}/${object.size}` }),
    ...(wantsChecksum && checksumHeaders(object)),
  };
  return { object, notModified: false as const, start, end, status: range ? 206 : 200, headers };
}

function notModified(object: StoredObject): S3Response {
  const cacheControl = object.headers['cache-control'];
  return {
    status: 304,
    headers: { ...validators(object), ...(cacheControl && { 'cache-control': cacheControl }) },
  };
}

export function headObject(context: S3Context, request: S3Request): S3Response {
  const answer = describe(context, request);
  return answer.notModified ? notModified(answer.object) : { status: answer.status, headers: answer.headers };
}

export function getObject(context: S3Context, request: S3Request): S3Response {
  const answer = describe(context, request);
  if (answer.notModified) return notModified(answer.object);
  const { object, start, end, status, headers } = answer;
  const slices = context.objects.slices(object.id, start, end);
  // Pinned in the same turn of the event loop as the index was read: no delete can come in between.
  const release = context.blobs.pin(slices.map(({ blob }) => blob));
  return { status, headers, body: { slices, release } };
}
