import { z } from 'zod';

/** A key that cannot be decoded makes the message invalid, so that it is buried at once instead of tried again. */
function decodeKey(key: string, context: z.RefinementCtx): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    context.addIssue({ code: 'custom', message: 'Not a URL-encoded key.' });
    return z.NEVER;
  }
}

/**
 * S3's notification, as far as we read it
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 * Keys are URL-encoded with `+` for a space. `sequencer` orders events of one key.
 */
export const S3Event = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      s3: z.object({
        bucket: z.object({ name: z.string() }),
        object: z.object({
          key: z.string().transform(decodeKey),
          size: z.number().optional(),
          eTag: z.string().optional(),
          sequencer: z.string().optional(),
        }),
      }),
    }),
  ),
});
export type S3Event = z.infer<typeof S3Event>;

/** S3 sends this once when the notification is configured. */
export const S3TestEvent = z.object({ Event: z.literal('s3:TestEvent') });
