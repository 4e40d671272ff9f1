import type { queues } from '@matinee/contracts';
import type * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';

type QueueKey = keyof typeof queues;

/** What alarms and dashboard look at; parts that a stack does not have (asleep, no images yet) are absent. */
export type Watched = {
  queues: Record<QueueKey, { queue: aws.sqs.Queue; deadLetter: aws.sqs.Queue }>;
  database: { instance: aws.rds.Instance };
  balancer?: {
    balancer: aws.lb.LoadBalancer;
    /** By service. */
    targetGroups: Record<string, aws.lb.TargetGroup>;
  };
  cluster?: { name: pulumi.Input<string> };
  /** Names of the ECS services. */
  services: { apis: string[]; workerSpot: string; workerOnDemand: string };
  distribution?: { id: pulumi.Input<string> };
  key?: aws.kms.Key | undefined;
  /** Log groups that forget (logs.ts). */
  logs: { group(name: string): aws.cloudwatch.LogGroup };
};
