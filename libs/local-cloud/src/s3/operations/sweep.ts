import type { S3Context } from '../context.ts';
import { type LifecycleRule, dueBefore } from '../lifecycle.ts';
import { afterKey } from '../store/key-order.ts';
import { removeObjects } from './delete-objects.ts';

const PAGE = 500;
/** How long a repeated CompleteMultipartUpload gets its first answer again, in ms. */
const REMEMBER_COMPLETED_MS = 24 * 3_600_000;

function abortUploads(context: S3Context, bucket: string, rule: LifecycleRule): void {
  if (!rule.abortUploadsAfterDays) return;
  const due = dueBefore(context.now(), rule.abortUploadsAfterDays);
  for (const { id } of context.uploads.startedBefore(bucket, rule.prefix, due))
    context.commit(() => ({ freed: context.uploads.remove(id), result: undefined }));
}

function expireObjects(context: S3Context, bucket: string, rule: LifecycleRule): void {
  if (!rule.expireAfterDays) return;
  const due = dueBefore(context.now(), rule.expireAfterDays);
  const cause = { requestId: 'lifecycle', sourceIp: '127.0.0.1', principalId: 's3.amazonaws.com' };
  for (let from: string | undefined = ''; from !== undefined;) {
    const page = context.objects.page(bucket, rule.prefix, from, PAGE);
    const last = page.at(-1);
    const expired = page.filter(({ modifiedAt }) => modifiedAt <= due).map(({ key }) => key);
    if (expired.length) removeObjects(context, bucket, expired, 'LifecycleExpiration:Delete', cause);
    from = last && page.length === PAGE ? afterKey(last.key) : undefined;
  }
}

/** Applies the lifecycle rules of every bucket as of now. */
export function sweepLifecycle(context: S3Context): void {
  for (const bucket of context.buckets.names())
    for (const rule of context.buckets.read(bucket, 'lifecycle').filter(({ enabled }) => enabled)) {
      abortUploads(context, bucket, rule);
      expireObjects(context, bucket, rule);
    }
  context.uploads.forgetCompletedBefore(context.now() - REMEMBER_COMPLETED_MS);
}
