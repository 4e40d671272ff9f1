import { addAbortSignal, type Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isNotFound, ObjectNotFoundError, TruncatedReadError } from './errors.ts';

export type ObjectHead = {
  size: number;
  etag: string;
  contentType: string | undefined;
  modifiedAt: Date | undefined;
};

/** Bytes from `start` up to, not including, `end`; the whole object without them. */
export type ReadOptions = { start?: number; end?: number; signal?: AbortSignal };

export function createReader({ client, bucket }: { client: S3Client; bucket: string }) {
  async function open(
    key: string,
    { start, end, signal }: ReadOptions = {},
  ): Promise<{ body: Readable; size: number }> {
    const ranged = start !== undefined || end !== undefined;
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(ranged && { Range: `bytes=${start ?? 0}-${end === undefined ? '' : end - 1}` }),
    });
    try {
      const { Body, ContentLength = 0 } = await client.send(command, signal ? { abortSignal: signal } : {});
      const body = Body as Readable;
      return { body: signal ? addAbortSignal(signal, body) : body, size: ContentLength };
    } catch (error) {
      if (isNotFound(error)) throw new ObjectNotFoundError(`There is no object ${key}.`, { cause: error });
      throw error;
    }
  }

  return {
    /**
     * A stream of the bytes and how many there will be. Aborting the signal destroys the stream.
     * @throws ObjectNotFoundError
     */
    open,

    /** The bytes in memory. @throws ObjectNotFoundError, TruncatedReadError */
    async read(key: string, options: ReadOptions = {}): Promise<Uint8Array> {
      const { body, size } = await open(key, options);
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk as Uint8Array);
      const bytes = Buffer.concat(chunks);
      if (bytes.length !== size) {
        throw new TruncatedReadError(`${key}: ${bytes.length} of ${size} bytes arrived.`);
      }
      return bytes;
    },

    /** What is known of an object, or undefined when there is none. */
    async head(key: string): Promise<ObjectHead | undefined> {
      try {
        const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return {
          size: found.ContentLength ?? 0,
          etag: found.ETag ?? '',
          contentType: found.ContentType,
          modifiedAt: found.LastModified,
        };
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
  };
}
