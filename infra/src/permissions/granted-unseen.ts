/**
 * Permissions that no journey makes use of, and why they are granted all the same: `{service} {action} {resource}`
 * (`*` stands for any text). A line that is not needed any more fails as well.
 */
export const grantedUnseen: Record<string, string> = {
  '* sqs:SendMessage arn:aws:sqs:*-dlq':
    'A message that can never be handled is put aside at once; healthy services never send one.',
  '* sqs:GetQueueAttributes arn:aws:sqs:*': 'Asks for the dead-letter queue that such a message goes to.',
  'catalog sqs:ChangeMessageVisibility arn:aws:sqs:*':
    'Puts a message back for later when the database or another service is away.',
  'transcode sqs:ChangeMessageVisibility arn:aws:sqs:*': 'As above.',
  'worker s3:AbortMultipartUpload arn:aws:s3:::matinee-media-*':
    'Takes back the parts of an MP4 over 64 MiB whose upload failed.',
  'worker s3:ListBucket arn:aws:s3:::matinee-*':
    'What was removed while it was encoded from is a 404, not a 403 that looks like a fault of ours.',
  'worker ecs:GetTaskProtection arn:aws:ecs:*:task/*':
    'Asked by the agent of ECS in the name of the task, not through the SDK.',
  'transcode ecs:UpdateService arn:aws:ecs:*:service/matinee/matinee-worker-on-demand':
    'Woken when there is no Spot capacity for a while.',
  'worker ecs:UpdateTaskProtection arn:aws:ecs:*:task/*': 'As above.',
};

/**
 * Grants that reach further than the calls of a service: it may make calls that otherwise only others make, because
 * the names of objects cannot tell them apart. Lines as above.
 */
export const reachingFurther: Record<string, string> = {
  'worker s3:GetObject arn:aws:s3:::matinee-media-*/*/*/video.mp4':
    'Reads segments below the same folder; the MP4 is its own work, of a video that it was given.',
  'worker s3:GetObject arn:aws:s3:::matinee-media-*/*/*/audio.m4a': 'As above.',
  'worker s3:GetObject arn:aws:s3:::matinee-media-*/*/*/master.m3u8': 'As above.',
};
