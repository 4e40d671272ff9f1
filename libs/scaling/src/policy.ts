/** How the fleet of workers follows its backlog; Pulumi, transcode-service and the simulation read the same numbers. */
export const scaling = {
  /** Messages (visible and in flight, both lanes) that one worker may have before it should get a colleague. */
  backlogPerWorker: 4,
  /** Minutes without any message until the last worker goes. */
  idleMinutes: 3,
  /** Seconds from SIGTERM to SIGKILL that ECS grants a worker (the most Fargate allows is 120). */
  stopTimeoutSeconds: 30,
  /** Minutes of scale-in protection; renewed while tasks are in work. */
  protectionMinutes: 10,
  /** Seconds that a Spot worker may be missing before an on-demand one is asked for. */
  spotPatienceSeconds: 90,
} as const;
