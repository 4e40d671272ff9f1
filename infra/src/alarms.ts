import * as aws from '@pulumi/aws';
import { balancerAlarms, burnRates } from './alarms/balancer.ts';
import { databaseAlarms } from './alarms/database.ts';
import { described, type AlarmDefinition, type Metric } from './alarms/definition.ts';
import { deliveryAlarms, rotationAlarms } from './alarms/others.ts';
import { queueAlarms } from './alarms/queues.ts';
import { createCrashRecord, createNotices } from './alarms/rules.ts';
import { createAlarmTopic } from './alarms/topic.ts';
import type { Watched } from './alarms/watched.ts';
import { workerAlarms } from './alarms/workers.ts';
import type { Settings } from './settings.ts';

const comparisons = {
  above: 'GreaterThanThreshold',
  atLeast: 'GreaterThanOrEqualToThreshold',
  below: 'LessThanThreshold',
} as const;

/** Alarms, the events that people must know of, and the topic that mails both. lean has the ten that are free. */
export function createAlarms(settings: Settings, watched: Watched) {
  const { profile, profileName, asleep } = settings;
  const topic = createAlarmTopic(settings, watched.key);
  const crashes = createCrashRecord(watched);
  createNotices(topic, watched);
  const all = [
    ...queueAlarms(watched, asleep),
    ...databaseAlarms(watched, profile),
    ...(watched.balancer ? balancerAlarms(watched.balancer) : []),
    ...workerAlarms(watched, profile, crashes.name),
    ...deliveryAlarms(watched),
    ...rotationAlarms(),
  ];
  const chosen = profileName === 'lean' ? all.filter(({ lean }) => lean) : all;
  const made = new Map(chosen.map((alarm) => [alarm.name, createAlarm(alarm, topic)]));
  for (const { name, factor } of burnRates) {
    const parts = [...made].filter(([part]) => part.startsWith(`burn-${name}-`));
    if (parts.length)
      new aws.cloudwatch.CompositeAlarm(
        `burn-${name}`,
        {
          alarmName: `matinee-burn-${name}`,
          alarmDescription: described(
            `Requests have failed ${factor} times as often as the SLO of 99.9 % allows, and still do.`,
            'errors',
          ),
          alarmRule: parts.map(([part]) => `ALARM("matinee-${part}")`).join(' AND '),
          alarmActions: [topic.arn],
          okActions: [topic.arn],
        },
        { dependsOn: parts.map(([, alarm]) => alarm) },
      );
  }
  return {
    topic,
    /** For ECS, which looks at them while it deploys and so needs them first. */
    undoing: chosen.flatMap(({ name, undoesDeployments }) => (undoesDeployments ? [made.get(name)!] : [])),
  };
}
export type Alarms = ReturnType<typeof createAlarms>;

function createAlarm(alarm: AlarmDefinition, topic: aws.sns.Topic): aws.cloudwatch.MetricAlarm {
  const { name, says, runbook, of, comparison = 'above', threshold, periods, missing } = alarm;
  const actions = alarm.part ? [] : [topic.arn];
  return new aws.cloudwatch.MetricAlarm(name, {
    name: `matinee-${name}`,
    alarmDescription: described(says, runbook),
    comparisonOperator: comparisons[comparison],
    threshold,
    evaluationPeriods: periods,
    treatMissingData: missing ?? 'notBreaching',
    alarmActions: actions,
    okActions: actions,
    ...('expression' in of
      ? {
          metricQueries: [
            { id: 'result', expression: of.expression, label: name, returnData: true },
            ...Object.entries(of.metrics).map(([id, metric]) => ({ id, metric: inQuery(metric) })),
          ],
        }
      : single(of)),
  });
}

const inQuery = ({ namespace, name, dimensions, stat, period }: Metric) => ({
  namespace,
  metricName: name,
  dimensions,
  stat,
  period,
});

/** Percentiles are another parameter than statistics. */
const single = ({ namespace, name, dimensions, stat, period }: Metric) => ({
  namespace,
  metricName: name,
  dimensions,
  period,
  ...(/^p\d/.test(stat)
    ? { extendedStatistic: stat, evaluateLowSampleCountPercentiles: 'ignore' as const }
    : { statistic: stat }),
});
