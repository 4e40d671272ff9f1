import { GetObjectCommand, PutObjectCommand, UploadPartCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { attachment } from './content-disposition.ts';

export type PresignedUpload = {
  url: string;
  /** Sent exactly like this with the bytes. Content-Length is signed too; HTTP clients set it themselves. */
  headers: Record<string, string>;
  expiresAt: Date;
};

type Options = { client: S3Client; bucket: string; now: () => number };

/** URLs by which a browser talks to S3 itself. `expiresSeconds` is at most 604,800 (a week, SigV4). */
export function createPresigner({ client, bucket, now }: Options) {
  function window(expiresSeconds: number) {
    const signedAt = now();
    return {
      signing: { expiresIn: expiresSeconds, signingDate: new Date(signedAt) },
      expiresAt: new Date(signedAt + expiresSeconds * 1_000),
    };
  }

  return {
    /** One PUT of exactly `size` bytes of this type, and only while there is no such object. */
    async presignPut(put: {
      key: string;
      contentType: string;
      size: number;
      expiresSeconds: number;
    }): Promise<PresignedUpload> {
      const { signing, expiresAt } = window(put.expiresSeconds);
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: put.key,
        ContentType: put.contentType,
        ContentLength: put.size,
        IfNoneMatch: '*',
      });
      const signableHeaders = new Set(['host', 'content-length', 'content-type', 'if-none-match']);
      const url = await getSignedUrl(client, command, { ...signing, signableHeaders });
      return { url, headers: { 'content-type': put.contentType, 'if-none-match': '*' }, expiresAt };
    },

    /** One part of exactly `size` bytes. It may be sent again; the last one counts. */
    async presignPart(part: {
      key: string;
      uploadId: string;
      partNumber: number;
      size: number;
      expiresSeconds: number;
    }): Promise<PresignedUpload> {
      const { signing, expiresAt } = window(part.expiresSeconds);
      const command = new UploadPartCommand({
        Bucket: bucket,
        Key: part.key,
        UploadId: part.uploadId,
        PartNumber: part.partNumber,
        ContentLength: part.size,
      });
      const signableHeaders = new Set(['host', 'content-length']);
      const url = await getSignedUrl(client, command, { ...signing, signableHeaders });
      return { url, headers: {}, expiresAt };
    },

    /** With a `downloadName` browsers save the object under that name instead of showing it. */
    async presignGet(get: { key: string; expiresSeconds: number; downloadName?: string }): Promise<string> {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: get.key,
        ...(get.downloadName !== undefined && { ResponseContentDisposition: attachment(get.downloadName) }),
      });
      return getSignedUrl(client, command, window(get.expiresSeconds).signing);
    },
  };
}
