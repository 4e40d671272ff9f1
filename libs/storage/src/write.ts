import { open } from 'node:fs/promises';
import { PutObjectCommand, UploadPartCommand, type S3Client } from '@aws-sdk/client-s3';
import { limits, partPlan } from '@matinee/contracts';
import type { Clients } from './clients.ts';
import type { Multipart, Part } from './multipart.ts';
import { writeOnce } from './write-once.ts';

export type Description = { contentType: string; cacheControl?: string };
export type PutOptions = Description & {
  /** Leaves an object that is there already as it is. */
  writeOnce?: boolean;
  signal?: AbortSignal;
};

/** Parts of one file on their way at the same time; each is in memory. */
const partsAtOnce = 3;

export function createWriter({
  clients,
  bucket,
  multipart,
}: {
  clients: Clients;
  bucket: string;
  multipart: Multipart;
}) {
  const client: S3Client = clients.checked;
  const abortable = (signal: AbortSignal | undefined) => (signal ? { abortSignal: signal } : {});

  /** Writes bytes. `exists`: `writeOnce` met an object; it counts as written. */
  async function put(
    key: string,
    body: Uint8Array | string,
    options: PutOptions,
  ): Promise<'written' | 'exists'> {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: bytes,
      ContentLength: bytes.length,
      ContentType: options.contentType,
      ...(options.cacheControl && { CacheControl: options.cacheControl }),
      ...(options.writeOnce && { IfNoneMatch: '*' }),
    });
    return writeOnce(() => client.send(command, abortable(options.signal)));
  }

  async function putPart(
    key: string,
    uploadId: string,
    partNumber: number,
    body: Uint8Array,
    signal?: AbortSignal,
  ) {
    const { ETag = '' } = await clients.plain.send(
      new UploadPartCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: partNumber,
        Body: body,
      }),
      abortable(signal),
    );
    return { partNumber, size: body.length, etag: ETag };
  }

  return {
    put,

    /**
     * Writes a file of any size, never over an object that is there. Above 64 MiB it goes in parts, so that a
     * failure costs a part and not the file; what was sent is removed when it fails for good.
     */
    async putFile(
      key: string,
      path: string,
      { contentType, cacheControl, signal }: Description & { signal?: AbortSignal },
    ): Promise<'written' | 'exists'> {
      const description = { contentType, ...(cacheControl && { cacheControl }) };
      await using file = await open(path);
      const { size } = await file.stat();
      if (size <= limits.singlePutBytes) {
        return put(key, await file.readFile(), {
          ...description,
          writeOnce: true,
          ...(signal && { signal }),
        });
      }

      const uploadId = await multipart.createUpload({ key, ...description });
      const { partSize, partCount } = partPlan(size);
      const parts: Part[] = [];
      let next = 1;
      const sendParts = async () => {
        while (next <= partCount) {
          const partNumber = next++;
          const start = (partNumber - 1) * partSize;
          const bytes = Buffer.alloc(Math.min(partSize, size - start));
          const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
          if (bytesRead !== bytes.length) throw new Error(`${path} changed while it was sent.`);
          parts[partNumber - 1] = await putPart(key, uploadId, partNumber, bytes, signal);
        }
      };
      const sent = await Promise.allSettled(Array.from({ length: partsAtOnce }, sendParts));
      const failed = sent.find((result) => result.status === 'rejected');
      const outcome = failed ?? (await multipart.completeUpload({ key, uploadId }, parts).catch(rejected));
      if (outcome === 'written') return outcome;
      await multipart.abortUpload({ key, uploadId });
      if (outcome === 'exists') return outcome;
      throw typeof outcome === 'string' ? new Error(`The upload of ${key} is ${outcome}.`) : outcome.reason;
    },
  };
}

const rejected = (reason: unknown) => ({ status: 'rejected' as const, reason });
