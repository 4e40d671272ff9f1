/** What the simulation believes about machines and AWS: every figure once, with where it comes from. Seconds. */
export const assumptions = {
  /** docs/benchmarks.md: 214 CPU-s for the whole ladder of one minute of 1080p30. A Fargate vCPU is taken for such a core. */
  cpuSecondsPerSourceSecond: 214 / 60,
  /** ffprobe of a file on S3, measured with the same clip. */
  probeCpuSeconds: 1,
  /** AAC at 160 kbit/s of ten minutes of stereo noise: 18.6 CPU-s on the machine of the benchmarks. */
  audioCpuSecondsPerSourceSecond: 0.031,
  /** The MP4 is joined by copying: 6 Mbit/s read and written at 50 MB/s. An estimate; the clips of the specs take a second. */
  finalizeSecondsPerSourceSecond: 0.015,

  /** vCPUs and slots of a worker (infra/src/profiles.ts); a task of the fast lane may use all of them. */
  workerCpus: 4,
  workerGb: 8,

  /** End of an upload → S3 event, SNS, SQS, intake, UpdateService. 0.7 s on a laptop; SNS and SQS add tens of milliseconds. */
  noticeSeconds: 1,
  /**
   * Desired count raised → worker takes tasks. An estimate on paper: 20 s to schedule, place and attach the network
   * interface ("several seconds" of it: docs.aws.amazon.com/AmazonECS/latest/bestpracticesguide/task.html), 20 s to pull
   * and unpack 250 MB, 5 s until the process has started (1.2 s on a laptop).
   */
  workerStartSeconds: 45,
  /** Of these, those before the pull: Fargate bills from the start of the pull, and a minute at least. */
  unbilledStartSeconds: 20,
  leastBilledSeconds: 60,

  /** Time between two sweeps of transcode-service (SWEEP_SECONDS). */
  sweepSeconds: 5,
  /** SIGTERM → tasks are back on the queue (apps/transcode-service/src/worker.spec.ts). */
  handBackSeconds: 5,

  /** SQS and ECS publish a datapoint a minute; it is there a minute later (CloudWatch promises nothing). */
  metricSeconds: 60,
  metricDelaySeconds: 60,
  /** Target tracking's own alarms: out after 3 datapoints above the target, in after 15 below 90 % of it. */
  scaleOutDatapoints: 3,
  scaleInDatapoints: 15,
  scaleInShare: 0.9,
  /** Of the step policy for the first worker (infra/src/scaling/workers.ts). */
  wakeCooldownSeconds: 180,
  /**
   * SQS stops publishing for a queue that nobody touched for six hours, and needs up to 15 minutes to begin again
   * (SQS developer guide, "Monitoring Amazon SQS queues using CloudWatch"). The worst case is assumed.
   */
  queueSleepsAfterSeconds: 6 * 3600,
  queueWakesAfterSeconds: 15 * 60,
} as const;
