import type { S3Context } from '../context.ts';
import { MAX_BODY_BYTES, readBody, requireLength } from '../http/body.ts';
import type { BodyDigest } from '../http/digests.ts';
import type { S3Request } from '../http/request.ts';

export type ReceivedBlob = BodyDigest & { blob: string };

/**
 * Streams a body into a new blob and then runs `adopt`, which must put the blob into the index.
 * When anything fails (client gone, wrong checksum, `adopt` refuses) the blob is thrown away.
 */
export async function receiveBlob<T>(
  { blobs }: S3Context,
  request: S3Request,
  adopt: (received: ReceivedBlob) => T,
): Promise<T> {
  requireLength(request);
  const writer = await blobs.create();
  try {
    const digest = await readBody(request, MAX_BODY_BYTES, writer.write);
    await writer.finish();
    return adopt({ ...digest, blob: writer.id });
  } catch (error) {
    await writer.discard();
    throw error;
  }
}
