import { S3Error } from '../errors.ts';
import { type S3Request, queryInteger, xmlResponse } from '../http/request.ts';
import { documentXml, element } from '../http/xml.ts';
import { keyEncoder } from './list-objects.ts';
import { uploadIdOf } from './multipart-upload.ts';
import type { Operation } from './operation.ts';

/** Most entries of one page (ListParts and ListMultipartUploads, S3 API reference). */
const MAX_ENTRIES = 1000;
/** Sorts behind every upload id. */
const LAST_ID = '~';

function pageSize({ query }: S3Request, name: string): number {
  const asked = queryInteger(query, name) ?? MAX_ENTRIES;
  if (Number.isNaN(asked)) throw new S3Error('InvalidArgument', `Provided ${name} not an integer`);
  return Math.min(asked, MAX_ENTRIES);
}

export const listParts: Operation = ({ uploads }, request) => {
  const { bucket, key, query } = request;
  const id = uploadIdOf(request);
  const { checksumAlgorithm } = uploads.require(bucket, key, id);
  const limit = pageSize(request, 'max-parts');
  const marker = queryInteger(query, 'part-number-marker') ?? 0;
  if (Number.isNaN(marker))
    throw new S3Error('InvalidArgument', 'Provided part-number-marker not an integer');
  const found = uploads.parts(id, marker, limit + 1);
  const parts = found.slice(0, limit);
  const entries = parts.map(
    (part) =>
      `<Part>${element('PartNumber', part.number)}` +
      element('LastModified', new Date(part.modifiedAt).toISOString()) +
      element('ETag', `"${part.etag}"`) +
      element('Size', part.size) +
      element('ChecksumCRC32', checksumAlgorithm === 'CRC32' ? part.crc32 : undefined) +
      `${element('ChecksumSHA256', checksumAlgorithm === 'SHA256' ? (part.sha256 ?? undefined) : undefined)}</Part>`,
  );
  return xmlResponse(
    documentXml(
      'ListPartsResult',
      element('Bucket', bucket) +
        element('Key', keyEncoder(request)(key)) +
        element('UploadId', id) +
        element('PartNumberMarker', marker) +
        element('NextPartNumberMarker', parts.at(-1)?.number) +
        element('MaxParts', limit) +
        element('IsTruncated', found.length > limit) +
        element('ChecksumAlgorithm', checksumAlgorithm ?? undefined) +
        element('StorageClass', 'STANDARD') +
        entries.join(''),
    ),
  );
};

export const listMultipartUploads: Operation = ({ uploads }, request) => {
  const { bucket, query } = request;
  const encode = keyEncoder(request);
  const limit = pageSize(request, 'max-uploads');
  const prefix = query.get('prefix') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  // Without an upload id the page starts behind the whole key.
  const idMarker = query.get('upload-id-marker') ?? (keyMarker && LAST_ID);
  const found = uploads.page(bucket, prefix, { key: keyMarker, id: idMarker }, limit + 1);
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const entries = page.map(
    (upload) =>
      `<Upload>${element('Key', encode(upload.key))}${element('UploadId', upload.id)}` +
      `${element('Initiated', new Date(upload.startedAt).toISOString())}</Upload>`,
  );
  return xmlResponse(
    documentXml(
      'ListMultipartUploadsResult',
      element('Bucket', bucket) +
        element('Prefix', encode(prefix)) +
        element('KeyMarker', encode(keyMarker)) +
        element('EncodingType', query.get('encoding-type') ?? undefined) +
        element('NextKeyMarker', last && encode(last.key)) +
        element('NextUploadIdMarker', last?.id) +
        element('MaxUploads', limit) +
        element('IsTruncated', last !== undefined) +
        entries.join(''),
    ),
  );
};
