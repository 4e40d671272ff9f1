import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from '../errors.ts';

export type BodyDigest = {
  size: number;
  /** Hex. */
  md5: string;
  /** Base64 of the big-endian CRC-32, as in `x-amz-checksum-crc32`. */
  crc32: string;
  /** Base64; only when the client sent one. */
  sha256?: string;
};

/** What the client claims about its body; everything optional is checked only when present. */
export type BodyClaims = {
  size?: number;
  payloadHash: string;
  contentMd5?: string;
  crc32?: string;
  sha256?: string;
};

const base64OfCrc = (value: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
};

const isBase64Of = (text: string, bytes: number): boolean =>
  Buffer.from(text, 'base64').length === bytes && Buffer.from(text, 'base64').toString('base64') === text;

/** Refuses claims that no body could satisfy, before a byte is read. */
export function checkClaimForm({ contentMd5, crc32: crc, sha256 }: BodyClaims): void {
  if (contentMd5 !== undefined && !isBase64Of(contentMd5, 16)) throw new S3Error('InvalidDigest');
  if (crc !== undefined && !isBase64Of(crc, 4))
    throw new S3Error('InvalidRequest', 'Value for x-amz-checksum-crc32 header is invalid.');
  if (sha256 !== undefined && !isBase64Of(sha256, 32))
    throw new S3Error('InvalidRequest', 'Value for x-amz-checksum-sha256 header is invalid.');
}

/** Running digests of one body. SHA-256 costs as much as the rest together, so it is computed on demand. */
export function createDigests({ payloadHash, needSha256 }: { payloadHash: string; needSha256: boolean }) {
  const md5 = createHash('md5');
  const signedSha = /^[0-9a-f]{64}$/.test(payloadHash);
  const sha256 = needSha256 || signedSha ? createHash('sha256') : undefined;
  let crc = 0;
  let size = 0;
  return {
    update(chunk: Buffer): void {
      size += chunk.length;
      md5.update(chunk);
      crc = crc32(chunk, crc);
      sha256?.update(chunk);
    },
    size: (): number => size,
    /** @throws S3Error IncompleteBody, XAmzContentSHA256Mismatch or BadDigest when a claim does not hold */
    finish(claims: BodyClaims): BodyDigest {
      const sha = sha256?.digest();
      const digest: BodyDigest = { size, md5: md5.digest('hex'), crc32: base64OfCrc(crc) };
      if (needSha256) digest.sha256 = sha?.toString('base64');
      if (claims.size !== undefined && claims.size !== size) throw new S3Error('IncompleteBody');
      if (signedSha && sha?.toString('hex') !== payloadHash) throw new S3Error('XAmzContentSHA256Mismatch');
      if (claims.crc32 !== undefined && claims.crc32 !== digest.crc32) throw new S3Error('BadDigest');
      if (claims.sha256 !== undefined && claims.sha256 !== digest.sha256) throw new S3Error('BadDigest');
      if (
        claims.contentMd5 !== undefined &&
        claims.contentMd5 !== Buffer.from(digest.md5, 'hex').toString('base64')
      )
        throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
      return digest;
    },
  };
}
