import { S3Error } from '../errors.ts';
import { parseCors } from '../cors.ts';
import { buildTestEvent } from '../events.ts';
import { readDocument } from '../http/body.ts';
import { parseXml } from '../http/xml.ts';
import { parseLifecycle } from '../lifecycle.ts';
import { parseNotification } from '../notification-config.ts';
import type { Operation } from './operation.ts';

/** "Bucket naming rules" of the S3 guide: 3 to 63 characters, no IP address. */
const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export const createBucket: Operation = async ({ buckets, region }, request) => {
  const { bucket } = request;
  await readDocument(request);
  if (!BUCKET_NAME.test(bucket)) throw new S3Error('InvalidBucketName');
  // us-east-1 alone answers 200 for a bucket one owns already ("CreateBucket", S3 API reference).
  if (buckets.exists(bucket) && region !== 'us-east-1') throw new S3Error('BucketAlreadyOwnedByYou');
  buckets.create(bucket);
  return { status: 200, headers: { location: `/${bucket}` } };
};

export const headBucket: Operation = ({ region }) => ({
  status: 200,
  headers: { 'x-amz-bucket-region': region },
});

export const putBucketCors: Operation = async ({ buckets }, request) => {
  buckets.write(request.bucket, 'cors', parseCors(parseXml(await readDocument(request))));
  return { status: 200 };
};

export const putBucketLifecycle: Operation = async ({ buckets }, request) => {
  buckets.write(request.bucket, 'lifecycle', parseLifecycle(parseXml(await readDocument(request))));
  return { status: 200 };
};

export const putBucketNotification: Operation = async (context, request) => {
  const { buckets, outbox, now } = context;
  const { bucket, requestId } = request;
  const targets = parseNotification(parseXml(await readDocument(request)));
  context.commit(() => {
    buckets.write(bucket, 'notification', targets);
    for (const { arn } of targets) outbox.add(arn, buildTestEvent(bucket, now(), requestId));
    return { freed: [], result: undefined };
  });
  return { status: 200 };
};
