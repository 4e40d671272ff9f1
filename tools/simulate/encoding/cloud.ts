/** What stands between the tasks of a video: every figure once, with where it comes from. Seconds, and calls a second. */
export const cloud = {
  /** End of an upload → S3 event, SNS, SQS, intake. 0.7 s on a laptop with polling; SNS and SQS add tens of milliseconds. */
  noticeSeconds: 0.5,
  /** A message that is sent → a worker that polls has it. SQS promises nothing; tens of milliseconds in a region are usual. */
  receiveSeconds: 0.03,
  /** A free worker's next receive call, its claim (one UPDATE) and the answer. Estimates within a region. */
  askSeconds: 0.015,
  claimSeconds: 0.01,
  /** The relay of transcode-service sends so many at once (PARALLEL in outbox/send.ts), each round in this time. */
  sendsAtOnce: 10,
  sendSeconds: 0.02,
  /**
   * A report locks its job's row, reads the job's tasks and writes: so much, and so much more for every task. One after
   * the other for a video, side by side for different ones. Estimates.
   */
  reportSeconds: 0.01,
  reportSecondsPerTask: 0.00002,
  /** From ffmpeg's start to its first decoded frame, with the ranges of the source that it needs for that. */
  startSeconds: 0.3,
  /** Requests a second to one prefix (S3 user guide, "Best practices design patterns"). The worst case: one for all. */
  putsPerSecond: 3500,
  getsPerSecond: 5500,
  /** Uploads that a task has in flight (UPLOADS in worker/tasks/video.ts), and how long one takes. */
  putsAtOnce: 8,
  putSeconds: 0.04,
  /** Bytes of a ranged read (block-cache.ts). */
  blockBytes: 2 ** 20,
  /** bit/s of what people upload, for counting those reads. */
  sourceBitRate: 8_000_000,
  /** The sound's first segments are looked for this often (POLL_MS in worker/tasks/audio.ts). */
  soundPollSeconds: 0.2,
  /** Calls of SQS for a task: sent, received, deleted. */
  queueCallsPerTask: 3,
} as const;
export type Cloud = { [Key in keyof typeof cloud]: number };
