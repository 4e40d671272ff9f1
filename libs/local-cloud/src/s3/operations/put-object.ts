import { S3Error } from '../errors.ts';
import type { S3Context } from '../context.ts';
import { isCreateOnly } from '../http/conditions.ts';
import { checksumHeaders, storedHeaders } from '../http/object-headers.ts';
import type { S3Request } from '../http/request.ts';
import { type Operation, causeOf } from './operation.ts';
import { receiveBlob } from './receive-blob.ts';

/** @throws S3Error PreconditionFailed when the key exists and `If-None-Match: *` was sent */
export function checkCreateOnly({ objects }: S3Context, { headers, bucket, key }: S3Request): void {
  if (isCreateOnly(headers) && objects.exists(bucket, key)) throw new S3Error('PreconditionFailed');
}

export const putObject: Operation = async (context, request) => {
  const { bucket, key } = request;
  const headers = storedHeaders(request);
  checkCreateOnly(context, request);
  return receiveBlob(context, request, ({ blob, size, md5, crc32, sha256 }) =>
    context.commit(() => {
      // Again, because another writer may have won while the body was on its way.
      checkCreateOnly(context, request);
      const object = {
        bucket,
        key,
        size,
        etag: md5,
        modifiedAt: context.now(),
        headers,
        crc32,
        sha256: sha256 ?? null,
        checksumType: 'FULL_OBJECT' as const,
        extents: [{ blob, size }],
      };
      const freed = context.objects.replace(object);
      const created = { size, etag: md5 };
      context.announce({ name: 'ObjectCreated:Put', bucket, key, created }, causeOf(request));
      return { freed, result: { status: 200, headers: { etag: `"${md5}"`, ...checksumHeaders(object) } } };
    }),
  );
};
