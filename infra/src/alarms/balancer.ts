import type { AlarmDefinition, Metric } from './definition.ts';
import type { Watched } from './watched.ts';

/** Share of requests that may fail: the SLO is 99.9 % over 30 days. */
export const errorBudget = 0.001;
/**
 * Pages by how fast the budget burns (Google SRE Workbook, chapter 5): 14.4× spends 2 % of a month's budget in an hour, 6× spends
 * 5 % in six. The short window says that it still goes on.
 */
export const burnRates = [
  { name: 'fast', factor: 14.4, long: 3600, short: 300 },
  { name: 'slow', factor: 6, long: 21_600, short: 1800 },
] as const;
/** Fewer requests than this in a window prove nothing: one failure of twenty is no outage. */
export const leastRequests = { long: 200, short: 20 };

/** Seconds for 95 % of the answers. auth-service answers slowly on purpose (ANSWER_FLOOR_MS), so it is not held. */
const promptness: Record<string, number> = { catalog: 0.3, upload: 0.3, transcode: 0.3, web: 1 };

const window = (seconds: number) => (seconds < 3600 ? `${seconds / 60}m` : `${seconds / 3600}h`);

export function balancerAlarms({
  balancer,
  targetGroups,
}: NonNullable<Watched['balancer']>): AlarmDefinition[] {
  const LoadBalancer = balancer.arnSuffix;
  const metric = (
    name: string,
    stat: string,
    period: number,
    TargetGroup?: Metric['dimensions'][string],
  ): Metric => ({
    namespace: 'AWS/ApplicationELB',
    name,
    dimensions: { LoadBalancer, ...(TargetGroup && { TargetGroup }) },
    stat,
    period,
  });
  const failing = (name: string, says: string, metricName: string, runbook: 'errors' | 'no-targets') =>
    ({
      name,
      says,
      runbook,
      of: metric(metricName, 'Sum', 300),
      comparison: 'atLeast',
      threshold: 5,
      periods: 2,
      lean: true,
    }) satisfies AlarmDefinition;

  const burning = burnRates.flatMap(({ name, factor, long, short }) =>
    (
      [
        ['long', long],
        ['short', short],
      ] as const
    ).map(([kind, period]): AlarmDefinition => ({
      name: `burn-${name}-${window(period)}`,
      says: `Over ${window(period)}, requests fail ${factor} times as often as the SLO of 99.9 % allows.`,
      runbook: 'errors',
      of: {
        metrics: {
          // The balancer's own errors (no target, time-out) are not part of RequestCount.
          own: metric('HTTPCode_ELB_5XX_Count', 'Sum', period),
          theirs: metric('HTTPCode_Target_5XX_Count', 'Sum', period),
          requests: metric('RequestCount', 'Sum', period),
        },
        expression:
          `IF(FILL(requests,0)+FILL(own,0) >= ${leastRequests[kind]}, ` +
          `(FILL(own,0)+FILL(theirs,0))/(FILL(requests,0)+FILL(own,0)), 0)`,
      },
      threshold: factor * errorBudget,
      periods: 1,
      part: true,
    })),
  );
  const perService = Object.entries(targetGroups).flatMap(([service, group]): AlarmDefinition[] => {
    const seconds = promptness[service];
    return [
      {
        name: `${service}-no-targets`,
        says: `No task of ${service} is healthy behind the balancer.`,
        runbook: 'no-targets',
        // Counted by zone, so the least is zero wherever a service has fewer tasks than there are zones.
        of: metric('HealthyHostCount', 'Maximum', 60, group.arnSuffix),
        comparison: 'below',
        threshold: 1,
        periods: 3,
        missing: 'breaching',
      },
      {
        name: `${service}-unhealthy`,
        says: `A task of ${service} has failed its health check for ten minutes.`,
        runbook: 'no-targets',
        of: metric('UnHealthyHostCount', 'Maximum', 300, group.arnSuffix),
        threshold: 0,
        periods: 2,
      },
      ...(seconds === undefined
        ? []
        : [
            {
              name: `${service}-slow`,
              says: `One answer of twenty of ${service} takes longer than ${seconds} s.`,
              runbook: 'slow' as const,
              of: metric('TargetResponseTime', 'p95', 300, group.arnSuffix),
              threshold: seconds,
              periods: 3,
            },
          ]),
    ];
  });
  return [
    failing(
      'balancer-errors',
      'The balancer finds nobody who answers.',
      'HTTPCode_ELB_5XX_Count',
      'no-targets',
    ),
    // Not the alarm above, which is on whenever a stack wakes and people come before the first task.
    {
      ...failing('service-errors', 'A service answers with 5xx.', 'HTTPCode_Target_5XX_Count', 'errors'),
      undoesDeployments: true,
    },
    ...burning,
    ...perService,
  ];
}
