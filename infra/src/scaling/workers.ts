import { autoScaling } from '@matinee/scaling';
import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import {
  backlogSum,
  reportedSum,
  running,
  runningSum,
  taken,
  visible,
  visibleSum,
  type Term,
  type WorkerNames,
} from './metrics.ts';

type Service = { name: string; target: aws.appautoscaling.Target };
export type Workers = {
  cluster: pulumi.Input<string>;
  queues: pulumi.Input<string>[];
  spot: Service;
  onDemand: Service;
};

const { targetTracking, wake, sleep } = autoScaling;

/**
 * Workers follow the backlog. transcode-service raises both services at once and never lowers them; here is what
 * lowers them, what follows a backlog that grows, and what wakes the first worker should nobody else have done so.
 */
export function scaleWorkers({ cluster, queues, spot, onDemand }: Workers) {
  const all: WorkerNames = { cluster, queues, services: [spot.name, onDemand.name] };
  followBacklog(spot, all);
  wakeFirst(spot, all);
  for (const service of [spot, onDemand]) letLastGo(service, { ...all, services: [service.name] });
}

/** Backlog per running worker, stand-ins counted. Only Spot grows by it: two policies would each answer the whole backlog. */
function followBacklog({ name, target }: Service, names: WorkerNames) {
  const workers = runningSum(names);
  new aws.appautoscaling.Policy(`${name}-backlog`, {
    ...policyOf(target, `${name}-backlog`, 'TargetTrackingScaling'),
    targetTrackingScalingPolicyConfiguration: {
      targetValue: targetTracking.targetValue,
      scaleOutCooldown: targetTracking.scaleOutCooldownSeconds,
      scaleInCooldown: targetTracking.scaleInCooldownSeconds,
      customizedMetricSpecification: {
        metrics: [
          ...[...visible(names), ...taken(names), ...running(names)].map(trackedMetric),
          {
            id: 'perWorker',
            label: 'Messages per worker',
            expression: `${backlogSum(names)}/IF(${workers}>0,${workers},1)`,
            returnData: true,
          },
        ],
      },
    },
  });
}

/** One more worker while messages wait and none runs. It adds instead of setting, so it never lowers what others asked for. */
function wakeFirst({ name, target }: Service, names: WorkerNames) {
  const policy = stepPolicy(target, `${name}-wake`, {
    adjustmentType: 'ChangeInCapacity',
    // A task needs about a minute to run and another until its first report arrives.
    cooldown: 180,
    stepAdjustments: [{ metricIntervalLowerBound: '0', scalingAdjustment: wake.capacity }],
  });
  alarm(policy, `${name}-wake`, {
    says: 'Messages wait and no worker runs.',
    runbook: 'queue-old',
    terms: [...visible(names), ...running(names)],
    expression: `IF(${runningSum(names)}<1,${visibleSum(names)},0)`,
    threshold: wake.visibleMessages,
    period: wake.periodSeconds,
    datapoints: wake.datapoints,
  });
}

/**
 * None after minutes without a message, visible or in work. Not while none runs: an alarm repeats its action every minute
 * as long as it lasts, and would end workers that have just been woken. Nothing is filled in here: reports are late by a minute
 * or two, so the newest one would always be a zero, and the alarm never on (CloudWatch User Guide, metric math, FILL).
 */
function letLastGo({ name, target }: Service, names: WorkerNames) {
  const policy = stepPolicy(target, `${name}-idle`, {
    adjustmentType: 'ExactCapacity',
    cooldown: 60,
    stepAdjustments: [{ metricIntervalLowerBound: '0', scalingAdjustment: sleep.capacity }],
  });
  alarm(policy, `${name}-idle`, {
    says: 'Workers run and there is nothing to do.',
    runbook: 'idle-workers',
    terms: [...visible(names), ...taken(names), ...running(names)],
    expression: `IF(${reportedSum(names)}>0 AND ${backlogSum(names)}<1,1,0)`,
    threshold: 1,
    period: sleep.periodSeconds,
    datapoints: sleep.datapoints,
  });
}

const policyOf = (target: aws.appautoscaling.Target, name: string, policyType: string) => ({
  name,
  policyType,
  serviceNamespace: target.serviceNamespace,
  scalableDimension: target.scalableDimension,
  resourceId: target.resourceId,
});

type Step = aws.types.input.appautoscaling.PolicyStepScalingPolicyConfiguration;
const stepPolicy = (target: aws.appautoscaling.Target, name: string, step: Step) =>
  new aws.appautoscaling.Policy(name, {
    ...policyOf(target, name, 'StepScaling'),
    stepScalingPolicyConfiguration: { metricAggregationType: 'Maximum', ...step },
  });

/** Not for people: it acts by itself, and an unknown state acts not at all. */
const alarm = (
  policy: aws.appautoscaling.Policy,
  name: string,
  of: {
    says: string;
    runbook: string;
    terms: Term[];
    expression: string;
    threshold: number;
    period: number;
    datapoints: number;
  },
) =>
  new aws.cloudwatch.MetricAlarm(name, {
    name,
    alarmDescription: `${of.says} Runbook: docs/runbooks/${of.runbook}.md`,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    threshold: of.threshold,
    evaluationPeriods: of.datapoints,
    datapointsToAlarm: of.datapoints,
    treatMissingData: 'notBreaching',
    alarmActions: [policy.arn],
    metricQueries: [
      ...of.terms.map((term) => alarmMetric(term, of.period)),
      { id: 'decision', label: of.says, expression: of.expression, returnData: true },
    ],
  });

const alarmMetric = ({ id, ...metric }: Term, period: number) => ({
  id,
  returnData: false,
  metric: { ...metric, period },
});

const trackedMetric = ({ id, stat, metricName, namespace, dimensions }: Term) => ({
  id,
  returnData: false,
  metricStat: {
    stat,
    metric: {
      metricName,
      namespace,
      dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
    },
  },
});
