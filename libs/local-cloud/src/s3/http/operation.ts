import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from '../errors.ts';

const RESPONSE_OVERRIDES = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
];
const LIST_UPLOADS = ['prefix', 'key-marker', 'upload-id-marker', 'max-uploads', 'encoding-type'];
const LIST_OBJECTS = [
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'encoding-type',
  'fetch-owner',
];

/** Most specific first. `requires` names the query parameters that select the operation. */
const ROUTES = [
  { name: 'PutBucketCors', on: 'bucket', method: 'PUT', requires: ['cors'] },
  { name: 'PutBucketNotificationConfiguration', on: 'bucket', method: 'PUT', requires: ['notification'] },
  { name: 'PutBucketLifecycleConfiguration', on: 'bucket', method: 'PUT', requires: ['lifecycle'] },
  { name: 'CreateBucket', on: 'bucket', method: 'PUT', requires: [] },
  { name: 'HeadBucket', on: 'bucket', method: 'HEAD', requires: [] },
  { name: 'DeleteObjects', on: 'bucket', method: 'POST', requires: ['delete'] },
  { name: 'ListMultipartUploads', on: 'bucket', method: 'GET', requires: ['uploads'], allows: LIST_UPLOADS },
  { name: 'ListObjectsV2', on: 'bucket', method: 'GET', requires: ['list-type'], allows: LIST_OBJECTS },
  { name: 'CreateMultipartUpload', on: 'object', method: 'POST', requires: ['uploads'] },
  { name: 'CompleteMultipartUpload', on: 'object', method: 'POST', requires: ['uploadId'] },
  { name: 'UploadPart', on: 'object', method: 'PUT', requires: ['uploadId', 'partNumber'] },
  {
    name: 'ListParts',
    on: 'object',
    method: 'GET',
    requires: ['uploadId'],
    allows: ['max-parts', 'part-number-marker', 'encoding-type'],
  },
  { name: 'AbortMultipartUpload', on: 'object', method: 'DELETE', requires: ['uploadId'] },
  { name: 'PutObject', on: 'object', method: 'PUT', requires: [] },
  { name: 'GetObject', on: 'object', method: 'GET', requires: [], allows: RESPONSE_OVERRIDES },
  { name: 'HeadObject', on: 'object', method: 'HEAD', requires: [], allows: RESPONSE_OVERRIDES },
  { name: 'DeleteObject', on: 'object', method: 'DELETE', requires: [] },
] as const satisfies {
  name: string;
  on: 'bucket' | 'object';
  method: string;
  requires: readonly string[];
  allows?: readonly string[];
}[];

export type OperationName = (typeof ROUTES)[number]['name'];

/** `x-amz-…` headers this server understands or may ignore without changing what the request means. */
const KNOWN_HEADERS = new Set([
  'x-amz-bucket-region',
  'x-amz-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-mode',
  'x-amz-checksum-sha256',
  'x-amz-checksum-type',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-trailer',
  'x-amz-user-agent',
]);

const isAmbient = (name: string): boolean => name.startsWith('X-Amz-') || name === 'x-id';

/**
 * A header or parameter that is not known changes the meaning of a request (a PUT with `?tagging` is no
 * PutObject), so it is refused instead of ignored.
 */
function refuseUnknown(
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  allowed: readonly string[],
): void {
  const names = [...query.keys()].filter((name) => !isAmbient(name));
  const hoisted = names.map((name) => name.toLowerCase()).filter((name) => name.startsWith('x-amz-'));
  const parameter = names.find((name) => !allowed.includes(name) && !name.toLowerCase().startsWith('x-amz-'));
  const header = [...Object.keys(headers).filter((name) => name.startsWith('x-amz-')), ...hoisted].find(
    (name) => !KNOWN_HEADERS.has(name) && !name.startsWith('x-amz-meta-'),
  );
  if (parameter ?? header) throw new S3Error('NotImplemented', `Not implemented: ${parameter ?? header}`);
}

/** @throws S3Error MethodNotAllowed or NotImplemented for everything the product does not use */
export function resolveOperation(
  method: string,
  { bucket, key, query }: { bucket: string; key: string; query: URLSearchParams },
  headers: IncomingHttpHeaders,
): OperationName {
  if (!bucket) throw new S3Error('NotImplemented', 'Not implemented: ListBuckets');
  const on = key ? 'object' : 'bucket';
  const route = ROUTES.find(
    (candidate) =>
      candidate.on === on &&
      candidate.method === method &&
      candidate.requires.every((name) => query.has(name)),
  );
  if (!route)
    throw new S3Error(
      ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'].includes(method) ? 'NotImplemented' : 'MethodNotAllowed',
    );
  refuseUnknown(query, headers, [...route.requires, ...('allows' in route ? route.allows : [])]);
  return route.name;
}
