import { S3Error } from '../errors.ts';
import { createChunkDecoder } from './aws-chunked.ts';
import { type BodyClaims, type BodyDigest, checkClaimForm, createDigests } from './digests.ts';
import type { S3Request } from './request.ts';

/** Largest single PUT or part in bytes (5 GiB; "Amazon S3 multipart upload limits"). */
export const MAX_BODY_BYTES = 5 * 2 ** 30;
/** Largest request document in bytes; 10 000 parts with checksums need about 2 MB. */
const MAX_XML_BYTES = 4 * 2 ** 20;

const TRAILERS = ['x-amz-checksum-crc32', 'x-amz-checksum-sha256'];

type Framing = { chunked: boolean; trailer?: string };

function framingOf({ headers, auth, amz }: S3Request): Framing {
  const trailer = amz('x-amz-trailer')?.trim().toLowerCase();
  const streaming = auth.payloadHash.startsWith('STREAMING-');
  const known = ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'UNSIGNED-PAYLOAD'].includes(auth.payloadHash);
  if (!known && !/^[0-9a-f]{64}$/.test(auth.payloadHash))
    throw new S3Error(
      streaming ? 'NotImplemented' : 'InvalidArgument',
      'x-amz-content-sha256 is not supported',
    );
  if (trailer !== undefined && !TRAILERS.includes(trailer)) throw new S3Error('NotImplemented');
  return { chunked: streaming || /\baws-chunked\b/.test(headers['content-encoding'] ?? ''), trailer };
}

function claimedSize({ headers, amz }: S3Request, chunked: boolean): number | undefined {
  const text = chunked ? amz('x-amz-decoded-content-length') : headers['content-length'];
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new S3Error('InvalidArgument', 'Invalid content length');
  return Number(text);
}

function claimsOf(request: S3Request, chunked: boolean): BodyClaims {
  // The presigner's default puts the CRC of an empty body into the URL: such a URL can never be
  // used for a real file, so it is refused before anybody ships one.
  if (request.query.get('x-amz-checksum-crc32') === 'AAAAAA==')
    throw new S3Error('InvalidRequest', 'Value for x-amz-checksum-crc32 was presigned for an empty body.');
  const claims: BodyClaims = {
    size: claimedSize(request, chunked),
    payloadHash: request.auth.payloadHash,
    contentMd5: request.headers['content-md5']?.toString(),
    crc32: request.amz('x-amz-checksum-crc32'),
    sha256: request.amz('x-amz-checksum-sha256'),
  };
  checkClaimForm(claims);
  return claims;
}

/**
 * Reads the whole body piece by piece, verifying length, signature hash and checksums.
 * `write` is awaited when it returns a promise, which is the only back pressure.
 * @throws S3Error when a claim does not hold; the caller throws away what was written
 */
export async function readBody(
  request: S3Request,
  maxBytes: number,
  write: (chunk: Buffer) => Promise<void> | void,
): Promise<BodyDigest> {
  const { chunked, trailer } = framingOf(request);
  const claims = claimsOf(request, chunked);
  if ((claims.size ?? 0) > maxBytes) throw new S3Error('EntityTooLarge');
  const needSha256 = claims.sha256 !== undefined || trailer === 'x-amz-checksum-sha256';
  const digests = createDigests({ payloadHash: claims.payloadHash, needSha256 });
  const decoder = chunked ? createChunkDecoder() : undefined;
  request.body.accept();
  for await (const piece of request.body.stream as AsyncIterable<Buffer>) {
    for (const chunk of decoder ? decoder.push(piece) : [piece]) {
      if (digests.size() + chunk.length > maxBytes) throw new S3Error('EntityTooLarge');
      digests.update(chunk);
      const pending = write(chunk);
      if (pending) await pending;
    }
  }
  const trailers = decoder?.finish();
  if (trailer) {
    const value = trailers?.get(trailer);
    if (value === undefined) throw new S3Error('MalformedTrailerError');
    claims[trailer === 'x-amz-checksum-crc32' ? 'crc32' : 'sha256'] = value;
  }
  return digests.finish(claims);
}

/** The size the client announced for an object body; AWS refuses a body of unknown length. */
export function requireLength(request: S3Request): void {
  if (claimedSize(request, framingOf(request).chunked) === undefined)
    throw new S3Error('MissingContentLength');
}

/** A request document as text; `digestRequired` asks for Content-MD5 or a checksum, as DeleteObjects does. */
export async function readDocument(
  request: S3Request,
  options?: { digestRequired: boolean },
): Promise<string> {
  const { headers, amz } = request;
  const digested =
    headers['content-md5'] ??
    amz('x-amz-checksum-crc32') ??
    amz('x-amz-checksum-sha256') ??
    amz('x-amz-trailer');
  if (options?.digestRequired && digested === undefined)
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5');
  if (Number(headers['content-length'] ?? 0) > MAX_XML_BYTES) throw new S3Error('MaxMessageLengthExceeded');
  const chunks: Buffer[] = [];
  await readBody(request, MAX_XML_BYTES, (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
