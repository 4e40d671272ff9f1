import { scaling } from './policy.ts';

/**
 * What Application Auto Scaling is told; Pulumi makes its policies from these. It follows a backlog that grows and is
 * the only one that ever lowers a service; transcode-service only raises.
 */
export const autoScaling = {
  /**
   * Target tracking on (visible + not visible messages of both lanes) / running workers. The alarms are made by AWS
   * and are not ours to set: out after 3 minutes above the target, in after 15 minutes below 90 % of it.
   */
  targetTracking: {
    targetValue: scaling.backlogPerWorker,
    scaleOutCooldownSeconds: 60,
    scaleInCooldownSeconds: 60,
  },
  /**
   * The ratio is undefined without workers, so the first one has a step policy: one worker when a message is visible.
   * Three minutes, because a running worker's reports are late: after one, workers that run already got company.
   */
  wake: { visibleMessages: 1, periodSeconds: 60, datapoints: 3, capacity: 1 },
  /** And the last one too: exactly none after this many minutes without a message, visible or in flight. */
  sleep: { periodSeconds: 60, datapoints: scaling.idleMinutes, capacity: 0 },
} as const;
