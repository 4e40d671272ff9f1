import type * as pulumi from '@pulumi/pulumi';

/** A metric by the name it has in formulas. */
export type Term = {
  id: string;
  namespace: string;
  metricName: string;
  dimensions: Record<string, pulumi.Input<string>>;
  stat: string;
};

export type WorkerNames = {
  cluster: pulumi.Input<string>;
  queues: readonly pulumi.Input<string>[];
  /** ECS services whose tasks work on the queues. */
  services: readonly string[];
};

const sum = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`).join('+');

/** `visible0`, `visible1` …: messages that wait. */
export const visible = ({ queues }: WorkerNames): Term[] =>
  queues.map((QueueName, index) => ({
    id: `visible${index}`,
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName },
    stat: 'Maximum',
  }));

/** `taken0`, `taken1` …: messages in work. */
export const taken = ({ queues }: WorkerNames): Term[] =>
  queues.map((QueueName, index) => ({
    id: `taken${index}`,
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesNotVisible',
    dimensions: { QueueName },
    stat: 'Maximum',
  }));

/**
 * `running0`, …: tasks. Every running task reports its CPU once a minute, so the number of reports is the number of tasks,
 * in every account and without Container Insights ("Amazon ECS CloudWatch metrics", service RUNNING task count).
 */
export const running = ({ cluster, services }: WorkerNames): Term[] =>
  services.map((ServiceName, index) => ({
    id: `running${index}`,
    namespace: 'AWS/ECS',
    metricName: 'CPUUtilization',
    dimensions: { ClusterName: cluster, ServiceName },
    stat: 'SampleCount',
  }));

export const visibleSum = ({ queues }: WorkerNames) => `(${sum('visible', queues.length)})`;
export const backlogSum = (names: WorkerNames) =>
  `(${sum('visible', names.queues.length)}+${sum('taken', names.queues.length)})`;
/** Only what was reported: unknown as long as one of the services is silent. */
export const reportedSum = ({ services }: WorkerNames) => `(${sum('running', services.length)})`;
/** No reports at all mean no tasks. */
export const runningSum = ({ services }: WorkerNames) =>
  `(${services.map((_, index) => `FILL(running${index},0)`).join('+')})`;
