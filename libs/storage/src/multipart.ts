import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  paginateListParts,
  type S3Client,
} from '@aws-sdk/client-s3';
import { isInvalidPart, isNoSuchUpload } from './errors.ts';
import { writeOnce } from './write-once.ts';

export type Part = { partNumber: number; size: number; etag: string };

type Upload = { key: string; uploadId: string };

export function createMultipart({ client, bucket }: { client: S3Client; bucket: string }) {
  const input = ({ key, uploadId }: Upload) => ({ Bucket: bucket, Key: key, UploadId: uploadId });

  return {
    /** Begins an upload in parts and answers S3's id of it. */
    async createUpload(upload: { key: string; contentType: string; cacheControl?: string }): Promise<string> {
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({
          Bucket: bucket,
          Key: upload.key,
          ContentType: upload.contentType,
          ...(upload.cacheControl && { CacheControl: upload.cacheControl }),
        }),
      );
      if (!UploadId) throw new Error('S3 began a multipart upload without naming it.');
      return UploadId;
    },

    /** The parts that have arrived, all pages, in order; undefined when there is no such upload (any more). */
    async listParts(upload: Upload): Promise<Part[] | undefined> {
      const parts: Part[] = [];
      try {
        for await (const page of paginateListParts({ client }, input(upload))) {
          for (const { PartNumber = 0, Size = 0, ETag = '' } of page.Parts ?? []) {
            parts.push({ partNumber: PartNumber, size: Size, etag: ETag });
          }
        }
      } catch (error) {
        if (isNoSuchUpload(error)) return undefined;
        throw error;
      }
      return parts;
    },

    /**
     * Makes the object of its parts, unless there already is one. `exists`: there is; `gone`: the upload is not
     * known, because it was aborted, expired, or completed before; `changed`: a part is not (any more) the one of
     * the list. S3 may answer 200 and then an error in the
     * body; the SDK makes a failure of that and tries again.
     */
    async completeUpload(
      upload: Upload,
      parts: readonly Part[],
    ): Promise<'written' | 'exists' | 'gone' | 'changed'> {
      const command = new CompleteMultipartUploadCommand({
        ...input(upload),
        IfNoneMatch: '*',
        MultipartUpload: {
          Parts: parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag })),
        },
      });
      try {
        return await writeOnce(() => client.send(command));
      } catch (error) {
        if (isNoSuchUpload(error)) return 'gone';
        if (isInvalidPart(error)) return 'changed';
        throw error;
      }
    },

    /** Removes the upload and its parts; fine when it is gone already. */
    async abortUpload(upload: Upload): Promise<void> {
      try {
        await client.send(new AbortMultipartUploadCommand(input(upload)));
      } catch (error) {
        if (!isNoSuchUpload(error)) throw error;
      }
    },
  };
}
export type Multipart = ReturnType<typeof createMultipart>;
