import type { S3Context } from '../context.ts';
import type { EventCause } from '../events.ts';
import type { S3Request, S3Response } from '../http/request.ts';

/** One S3 operation. It throws S3Error to refuse; nothing it did before is visible then. */
export type Operation = (context: S3Context, request: S3Request) => S3Response | Promise<S3Response>;

export const causeOf = ({ requestId, sourceIp, auth }: S3Request): EventCause => ({
  requestId,
  sourceIp,
  principalId: auth.accessKeyId,
});
