import type { AlarmDefinition } from './definition.ts';
import type { Watched } from './watched.ts';

/** CloudFront reports to us-east-1 only: elsewhere this alarm stays without data, which is no alarm. */
export const deliveryAlarms = ({ distribution }: Watched): AlarmDefinition[] =>
  distribution
    ? [
        {
          name: 'delivery-errors',
          says: 'More than 1 % of the requests to CloudFront fail.',
          runbook: 'delivery',
          of: {
            namespace: 'AWS/CloudFront',
            name: '5xxErrorRate',
            dimensions: { DistributionId: distribution.id, Region: 'Global' },
            stat: 'Average',
            period: 300,
          },
          threshold: 1,
          periods: 3,
        },
      ]
    : [];

/** EventBridge Scheduler could not even start what rotates the passwords. */
export const rotationAlarms = (): AlarmDefinition[] => [
  {
    name: 'rotation-not-started',
    says: 'A scheduled task could not be started.',
    runbook: 'secret-rotation',
    of: {
      namespace: 'AWS/Scheduler',
      name: 'TargetErrorCount',
      dimensions: { ScheduleGroup: 'default' },
      stat: 'Sum',
      period: 3600,
    },
    threshold: 0,
    periods: 1,
  },
];
