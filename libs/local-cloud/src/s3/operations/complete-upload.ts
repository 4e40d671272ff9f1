import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from '../errors.ts';
import type { S3Context } from '../context.ts';
import { readDocument } from '../http/body.ts';
import { type S3Request, xmlResponse } from '../http/request.ts';
import { type XmlElement, childText, children, documentXml, element, parseXml } from '../http/xml.ts';
import type { Part, Upload } from '../store/uploads.ts';
import { MAX_PARTS, uploadIdOf } from './multipart-upload.ts';
import { type Operation, causeOf } from './operation.ts';
import { checkCreateOnly } from './put-object.ts';

/** Smallest part in bytes, except the last one (5 MiB; "Amazon S3 multipart upload limits"). */
const MIN_PART_BYTES = 5 * 2 ** 20;

type WantedPart = { number: number; etag: string; crc32?: string; sha256?: string };

function wantedPart(part: XmlElement): WantedPart {
  const number = Number(childText(part, 'PartNumber'));
  const etag = childText(part, 'ETag')?.trim().replaceAll('"', '');
  if (!Number.isInteger(number) || !etag) throw new S3Error('MalformedXML');
  return { number, etag, crc32: childText(part, 'ChecksumCRC32'), sha256: childText(part, 'ChecksumSHA256') };
}

function parseWanted(document: XmlElement): WantedPart[] {
  const parts = children(document, 'Part').map(wantedPart);
  if (document.name !== 'CompleteMultipartUpload' || !parts.length || parts.length > MAX_PARTS)
    throw new S3Error('MalformedXML');
  if (parts.some(({ number }, i) => number <= (parts[i - 1]?.number ?? 0)))
    throw new S3Error('InvalidPartOrder');
  return parts;
}

function matchParts(wanted: WantedPart[], present: Part[], { checksumAlgorithm }: Upload): Part[] {
  const byNumber = new Map(present.map((part) => [part.number, part]));
  const field = checksumAlgorithm === 'CRC32' ? 'crc32' : 'sha256';
  return wanted.map((want, i) => {
    const part = byNumber.get(want.number);
    if (!part || part.etag !== want.etag) throw new S3Error('InvalidPart');
    if ((want.crc32 ?? part.crc32) !== part.crc32 || (want.sha256 ?? part.sha256) !== part.sha256)
      throw new S3Error('InvalidPart');
    if (checksumAlgorithm && want[field] === undefined)
      throw new S3Error(
        'InvalidRequest',
        `The upload was created using a ${field} checksum. The complete request must include the checksum ` +
          `for each part. It was missing for part ${want.number} in the request.`,
      );
    if (i < wanted.length - 1 && part.size < MIN_PART_BYTES) throw new S3Error('EntityTooSmall');
    return part;
  });
}

/** ETag of a multipart object: MD5 of the parts' binary MD5s, dash, number of parts. */
const compositeEtag = (parts: Part[]): string =>
  `${createHash('md5')
    .update(Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex'))))
    .digest('hex')}-${parts.length}`;

/** A checksum of the parts' checksums ("Composite checksums", S3 guide); none without an algorithm. */
function compositeChecksum(parts: Part[], { checksumAlgorithm }: Upload) {
  const none = { crc32: null, sha256: null };
  if (!checksumAlgorithm) return none;
  const field = checksumAlgorithm === 'CRC32' ? 'crc32' : 'sha256';
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part[field] ?? '', 'base64')));
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(bytes));
  const digest = field === 'crc32' ? crc : createHash('sha256').update(bytes).digest();
  return { ...none, [field]: `${digest.toString('base64')}-${parts.length}` };
}

function completeNow(context: S3Context, request: S3Request, wanted: WantedPart[], fingerprint: string) {
  const { uploads, objects, now } = context;
  const { bucket, key } = request;
  const id = uploadIdOf(request);
  const upload = uploads.require(bucket, key, id);
  const parts = matchParts(wanted, uploads.parts(id, 0, MAX_PARTS), upload);
  checkCreateOnly(context, request);
  const checksum = compositeChecksum(parts, upload);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const etag = compositeEtag(parts);
  const kept = new Set(parts.map(({ blob }) => blob));
  const unused = uploads.remove(id).filter((blob) => !kept.has(blob));
  const replaced = objects.replace({
    bucket,
    key,
    size,
    etag,
    modifiedAt: now(),
    headers: upload.headers,
    ...checksum,
    checksumType: 'COMPOSITE',
    extents: parts,
  });
  const result = documentXml(
    'CompleteMultipartUploadResult',
    element('Location', `http://${request.headers.host ?? ''}/${bucket}/${key}`) +
      element('Bucket', bucket) +
      element('Key', key) +
      element('ETag', `"${etag}"`) +
      element('ChecksumCRC32', checksum.crc32 ?? undefined) +
      element('ChecksumSHA256', checksum.sha256 ?? undefined) +
      element('ChecksumType', upload.checksumAlgorithm ? 'COMPOSITE' : undefined),
  );
  uploads.remember(id, bucket, key, { parts: fingerprint, result, at: now() });
  const name = 'ObjectCreated:CompleteMultipartUpload';
  context.announce({ name, bucket, key, created: { size, etag } }, causeOf(request));
  return { freed: [...unused, ...replaced], result };
}

/**
 * Turns parts into an object by moving rows. A repetition after success (the answer was lost) gets the same answer,
 * before any precondition: the object that stands in its way is its own.
 */
export const completeMultipartUpload: Operation = async (context, request) => {
  const wanted = parseWanted(parseXml(await readDocument(request)));
  const fingerprint = wanted.map(({ number, etag }) => `${number}:${etag}`).join(' ');
  const known = context.uploads.recall(uploadIdOf(request), request.bucket, request.key, fingerprint);
  return xmlResponse(known ?? context.commit(() => completeNow(context, request, wanted, fingerprint)));
};
