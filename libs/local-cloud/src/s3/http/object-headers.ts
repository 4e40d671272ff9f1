import type { StoredObject } from '../store/objects.ts';
import { S3Error } from '../errors.ts';
import type { S3Request } from './request.ts';

const STORED = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
/** Limit of user-defined metadata in bytes, names and values ("Working with object metadata", S3 guide). */
const MAX_METADATA_BYTES = 2048;

/**
 * Refuses text that no response header can carry; it arrives when a URL's percent-encoding hides it.
 * @throws S3Error InvalidArgument
 */
export function checkHeaderText(text: string): string {
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text))
    throw new S3Error('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.');
  return text;
}

/** The headers of an upload that come back with every GET. */
export function storedHeaders({ headers, amz, query }: S3Request): Record<string, string> {
  const stored: Record<string, string> = {};
  for (const name of STORED) {
    const value = headers[name];
    if (typeof value === 'string') stored[name] = value;
  }
  const encoding = stored['content-encoding']
    ?.split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding && coding !== 'aws-chunked')
    .join(',');
  delete stored['content-encoding'];
  if (encoding) stored['content-encoding'] = encoding;
  stored['content-type'] ??= 'binary/octet-stream';

  let bytes = 0;
  const names = [...Object.keys(headers), ...query.keys()].map((name) => name.toLowerCase());
  for (const name of new Set(names.filter((candidate) => candidate.startsWith('x-amz-meta-')))) {
    const value = checkHeaderText(amz(name) ?? '');
    bytes += name.slice('x-amz-meta-'.length).length + Buffer.byteLength(value);
    stored[name] = value;
  }
  if (bytes > MAX_METADATA_BYTES) throw new S3Error('MetadataTooLarge');
  return stored;
}

/** ETag, dates and checksum of an object, besides its stored headers. */
export const validators = (object: StoredObject): Record<string, string> => ({
  etag: `"${object.etag}"`,
  'last-modified': new Date(object.modifiedAt).toUTCString(),
});

export const checksumHeaders = (
  object: Pick<StoredObject, 'crc32' | 'sha256' | 'checksumType'>,
): Record<string, string> => ({
  ...(object.crc32 && { 'x-amz-checksum-crc32': object.crc32 }),
  ...(object.sha256 && { 'x-amz-checksum-sha256': object.sha256 }),
  ...((object.crc32 ?? object.sha256) && { 'x-amz-checksum-type': object.checksumType }),
});
