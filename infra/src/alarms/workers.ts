import type { Profile } from '../profiles.ts';
import type { AlarmDefinition, Metric } from './definition.ts';
import type { Watched } from './watched.ts';

/** @param crashRule name of the EventBridge rule that matches every task which ended by itself */
export function workerAlarms(
  { cluster, services, queues }: Watched,
  profile: Profile,
  crashRule: Metric['dimensions'][string],
): AlarmDefinition[] {
  if (!cluster) return [];
  const ecs = (service: string, name: string, stat: string, namespace = 'AWS/ECS'): Metric => ({
    namespace,
    name,
    dimensions: { ClusterName: cluster.name, ServiceName: service },
    stat,
    period: 300,
  });
  // Every task reports its CPU once a minute: samples are tasks, without Container Insights.
  const running = (service: string) => ecs(service, 'CPUUtilization', 'SampleCount');
  const messages = (key: 'transcodeFast' | 'transcodeBulk', state: 'Visible' | 'NotVisible'): Metric => ({
    namespace: 'AWS/SQS',
    name: `ApproximateNumberOfMessages${state}`,
    dimensions: { QueueName: queues[key].queue.name },
    stat: 'Maximum',
    period: 300,
  });
  const { workerSpot, workerOnDemand } = services;
  return [
    {
      name: 'worker-on-demand',
      says: 'Workers have run at the full price for half an hour, because Spot has none.',
      runbook: 'spot-shortage',
      of: running(workerOnDemand),
      threshold: 0,
      periods: 6,
    },
    {
      name: 'worker-idle',
      says: 'Workers run although there has been nothing to do for half an hour.',
      runbook: 'idle-workers',
      of: {
        metrics: {
          spot: running(workerSpot),
          demand: running(workerOnDemand),
          fast: messages('transcodeFast', 'Visible'),
          fasting: messages('transcodeFast', 'NotVisible'),
          bulk: messages('transcodeBulk', 'Visible'),
          bulking: messages('transcodeBulk', 'NotVisible'),
        },
        expression:
          'IF(FILL(spot,0)+FILL(demand,0) > 0 AND ' +
          'FILL(fast,0)+FILL(fasting,0)+FILL(bulk,0)+FILL(bulking,0) == 0, 1, 0)',
      },
      threshold: 0,
      periods: 6,
    },
    {
      name: 'crash-loop',
      says: 'Tasks ended by themselves five times in fifteen minutes.',
      runbook: 'worker-crash-loop',
      of: {
        namespace: 'AWS/Events',
        name: 'TriggeredRules',
        dimensions: { RuleName: crashRule },
        stat: 'Sum',
        period: 900,
      },
      comparison: 'atLeast',
      threshold: 5,
      periods: 1,
    },
    ...(profile.containerInsights
      ? [
          {
            name: 'worker-disk',
            says: `A worker has filled more than 85 % of its ${profile.worker.diskGb} GB.`,
            runbook: 'disk' as const,
            of: ecs(workerSpot, 'EphemeralStorageUtilized', 'Maximum', 'ECS/ContainerInsights'),
            threshold: profile.worker.diskGb * 0.85,
            periods: 1,
          },
        ]
      : []),
  ];
}
