import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/**
 * `client` must be built with `requestChecksumCalculation: 'WHEN_REQUIRED'` (the product's setting); `bucket` must
 * exist and carry no rule that deletes objects. Every test works below a prefix of its own.
 */
export type S3Target = { client: S3Client; bucket: string; endpointKind: 'local' | 'aws' };

export type Refusal = { code?: string; status?: number };
export type PartReference = { PartNumber: number; ETag?: string };

export const MIB = 2 ** 20;
export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** Bytes that differ everywhere, so that a range of the wrong place is noticed. */
export function pattern(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i + 4 <= size; i += 4) bytes.writeUInt32LE(Math.imul(i, 2654435761) >>> 0, i);
  return bytes;
}

/** The error code and status of a refused SDK call. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof S3ServiceException))
    throw new Error(`expected a refusal of S3, got ${String(error)}`);
  return { code: error.name, status: error.$metadata.httpStatusCode };
}

/** The error code and status of a refused raw request. */
export async function rawRefusal(response: Response): Promise<Refusal> {
  return { code: /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1], status: response.status };
}

export type Bench = ReturnType<typeof createBench>;

/** Short forms of the calls the suites make, all below the current prefix. */
export function createBench(target: () => S3Target) {
  let run = 0;
  let prefix = '';
  const client = (): S3Client => target().client;
  const at = (name: string) => ({ Bucket: target().bucket, Key: prefix + name });
  const put = (
    name: string,
    Body: PutObjectCommandInput['Body'],
    more: Partial<PutObjectCommandInput> = {},
  ) => client().send(new PutObjectCommand({ ...at(name), Body, ...more }));
  const get = async (name: string, Range?: string) => {
    const { Body, ...answer } = await client().send(new GetObjectCommand({ ...at(name), Range }));
    return { ...answer, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
  };
  return {
    client,
    at,
    put,
    get,
    bucket: (): string => target().bucket,
    prefix: (): string => prefix,
    /** Before every test. */
    newPrefix(): void {
      run += 1;
      prefix = `conformance/${process.pid}-${Date.now()}-${run}/`;
    },
    bytesOf: async (name: string, range?: string): Promise<Buffer> => (await get(name, range)).bytes,
    async startUpload(name: string): Promise<string> {
      const { UploadId } = await client().send(new CreateMultipartUploadCommand(at(name)));
      if (!UploadId) throw new Error('no upload id');
      return UploadId;
    },
    async part(name: string, UploadId: string, PartNumber: number, Body: Uint8Array): Promise<PartReference> {
      const { ETag } = await client().send(
        new UploadPartCommand({ ...at(name), UploadId, PartNumber, Body }),
      );
      return { PartNumber, ETag };
    },
    complete: (name: string, UploadId: string, Parts: PartReference[], IfNoneMatch?: string) =>
      client().send(
        new CompleteMultipartUploadCommand({
          ...at(name),
          UploadId,
          MultipartUpload: { Parts },
          IfNoneMatch,
        }),
      ),
    /** Binds the content type only when one is given: the serializer would sign application/octet-stream. */
    presignPut: (name: string, more: Partial<PutObjectCommandInput> = {}): Promise<string> =>
      getSignedUrl(client(), new PutObjectCommand({ ...at(name), ...more }), {
        expiresIn: 300,
        ...(more.ContentType && { signableHeaders: new Set(['content-type']) }),
      }),
    presignGet: (name: string): Promise<string> =>
      getSignedUrl(client(), new GetObjectCommand(at(name)), { expiresIn: 300 }),
  };
}
