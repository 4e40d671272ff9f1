import { S3Error } from '../errors.ts';
import { storedHeaders } from '../http/object-headers.ts';
import { type S3Request, queryInteger, xmlResponse } from '../http/request.ts';
import { documentXml, element } from '../http/xml.ts';
import type { Upload } from '../store/uploads.ts';
import type { Operation } from './operation.ts';
import { receiveBlob } from './receive-blob.ts';

/** Highest part number ("Amazon S3 multipart upload limits"). */
export const MAX_PARTS = 10_000;

export const uploadIdOf = ({ query }: S3Request): string => query.get('uploadId') ?? '';

function checksumAlgorithmOf({ amz }: S3Request): Upload['checksumAlgorithm'] {
  const algorithm = amz('x-amz-checksum-algorithm')?.toUpperCase();
  if ((amz('x-amz-checksum-type') ?? 'COMPOSITE').toUpperCase() !== 'COMPOSITE')
    throw new S3Error('NotImplemented', 'Not implemented: x-amz-checksum-type');
  if (algorithm === undefined || algorithm === 'CRC32' || algorithm === 'SHA256') return algorithm ?? null;
  throw new S3Error('NotImplemented', 'Not implemented: x-amz-checksum-algorithm');
}

export const createMultipartUpload: Operation = ({ uploads, now }, request) => {
  const { bucket, key } = request;
  const checksumAlgorithm = checksumAlgorithmOf(request);
  const headers = storedHeaders(request);
  const id = uploads.create(bucket, { key, headers, checksumAlgorithm, startedAt: now() });
  const inner = element('Bucket', bucket) + element('Key', key) + element('UploadId', id);
  return {
    ...xmlResponse(documentXml('InitiateMultipartUploadResult', inner)),
    headers: {
      'content-type': 'application/xml',
      ...(checksumAlgorithm && {
        'x-amz-checksum-algorithm': checksumAlgorithm,
        'x-amz-checksum-type': 'COMPOSITE',
      }),
    },
  };
};

/** A part of an upload that was created with a checksum algorithm must carry that checksum. */
function checkPartChecksum({ checksumAlgorithm }: Upload, { amz }: S3Request): void {
  if (!checksumAlgorithm) return;
  const name = `x-amz-checksum-${checksumAlgorithm.toLowerCase()}`;
  if (amz(name) === undefined && amz('x-amz-trailer')?.toLowerCase() !== name)
    throw new S3Error(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${checksumAlgorithm.toLowerCase()}, ` +
        'actual checksum Type: null',
    );
}

export const uploadPart: Operation = async (context, request) => {
  const { uploads, now } = context;
  const { bucket, key, query } = request;
  const id = uploadIdOf(request);
  const number = queryInteger(query, 'partNumber') ?? 0;
  if (!(number >= 1 && number <= MAX_PARTS))
    throw new S3Error(
      'InvalidArgument',
      `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`,
    );
  checkPartChecksum(uploads.require(bucket, key, id), request);
  return receiveBlob(context, request, ({ blob, size, md5, crc32, sha256 }) =>
    context.commit(() => {
      // Again: the upload may have been aborted or completed while the body was on its way.
      uploads.require(bucket, key, id);
      const part = { number, size, etag: md5, crc32, sha256: sha256 ?? null, blob, modifiedAt: now() };
      const freed = uploads.putPart(id, part);
      const headers = {
        etag: `"${md5}"`,
        'x-amz-checksum-crc32': crc32,
        ...(sha256 && { 'x-amz-checksum-sha256': sha256 }),
      };
      return { freed, result: { status: 200, headers } };
    }),
  );
};

export const abortMultipartUpload: Operation = (context, request) => {
  const id = uploadIdOf(request);
  context.commit(() => {
    context.uploads.require(request.bucket, request.key, id);
    return { freed: context.uploads.remove(id), result: undefined };
  });
  return { status: 204 };
};
