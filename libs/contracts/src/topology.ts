/** Every bucket, topic and queue of Matinee: made by Pulumi on AWS and by the local cloud on a laptop. */
const prefix = 'matinee';

const queue = (name: string, subscribesTo: readonly TopicName[] = []) => ({
  name: `${prefix}-${name}`,
  deadLetter: `${prefix}-${name}-dlq`,
  subscribesTo,
  /** Longer than a handler runs; long work extends it (heartbeat). */
  visibilityTimeoutSeconds: 30,
  maxReceiveCount: 5,
  /** A dead-letter queue keeps the original enqueue time, so it must retain longer than its source. */
  retentionDays: 4,
  deadLetterRetentionDays: 14,
});

export type TopicName = (typeof topics)[keyof typeof topics];

export const topics = {
  /** S3 ObjectCreated of the originals bucket. */
  uploads: `${prefix}-uploads`,
  /** What transcode-service says of a video. */
  videoEvents: `${prefix}-video-events`,
  /** What catalog-service says of a video. */
  catalogEvents: `${prefix}-catalog-events`,
} as const;

export const buckets = {
  originals: `${prefix}-originals`,
  media: `${prefix}-media`,
} as const;

/** Subscriptions use raw message delivery: the body is the event itself. */
export const queues = {
  /** Uploaded files and deleted videos, read by transcode-service. */
  transcodeIntake: queue('transcode-intake', [topics.uploads, topics.catalogEvents]),
  /** Work that decides how soon a video plays. */
  transcodeFast: queue('transcode-fast'),
  transcodeBulk: queue('transcode-bulk'),
  catalogVideoEvents: queue('catalog-video-events', [topics.videoEvents]),
} as const;

export const topology = { topics, buckets, queues } as const;
