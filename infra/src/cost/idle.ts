import { freeAlarmMetrics, freeDashboards, monthHours, prices } from './prices.ts';
import type { Quantities } from './quantities.ts';

export type Line = { what: string; usd: number };

/** Ten images of about 200 MB per repository are kept at most; two of each are there after the first deploys. */
const imageGb = 2;
/** Health checks are not logged; five services and ECS events stay far below the free five GB. */
const idleLogGb = 1;
/** An estimate: metrics that enhanced Container Insights keeps per cluster, service and task with one container. */
const insightsMetrics = { cluster: 10, service: 24, task: 28 };

/** Prices idle quantities. @returns one line per thing that costs, US dollars a month */
export function idleLines(quantities: Quantities, extra: { zone?: boolean } = {}): Line[] {
  const hourly = (count: number, { usd }: { usd: number }) => count * usd * monthHours;
  const above = (count: number, free: number) => Math.max(0, count - free);
  const q = quantities;
  const onDemand = hourly(q.onDemandVcpu, prices.taskVcpuHour) + hourly(q.onDemandGb, prices.taskGbHour);
  const spot =
    (hourly(q.spotVcpu, prices.taskVcpuHour) + hourly(q.spotGb, prices.taskGbHour)) * prices.spotShare.usd;
  const insights =
    q.watchedTasks &&
    insightsMetrics.cluster +
      q.watchedServices * insightsMetrics.service +
      q.watchedTasks * insightsMetrics.task;
  const lines: [string, number][] = [
    ['load balancer', hourly(q.balancers, prices.balancerHour)],
    ['tasks', onDemand],
    ['tasks on Spot', spot],
    ['NAT gateway', hourly(q.natGateways, prices.natHour)],
    ['interface endpoints', hourly(q.endpoints, prices.endpointHour)],
    ['public IPv4 addresses', hourly(q.publicAddresses, prices.publicAddressHour)],
    ['database', databaseHours(q)],
    ['database storage', q.databaseGb * prices.databaseGbMonth.usd],
    ['secrets', q.secrets * prices.secretMonth.usd],
    ['encryption key', q.keys * prices.keyMonth.usd],
    ['firewall', q.firewalls * prices.firewallMonth.usd + q.firewallRules * prices.firewallRuleMonth.usd],
    [
      'alarms',
      above(q.alarmMetrics, freeAlarmMetrics) * prices.alarmMetricMonth.usd +
        q.compositeAlarms * prices.compositeAlarmMonth.usd,
    ],
    ['dashboard', above(q.dashboards, freeDashboards) * prices.dashboardMonth.usd],
    ['Container Insights (estimate)', insights * prices.insightsMetricMonth.usd],
    ['images', imageGb * prices.imageGbMonth.usd],
    ['logs', above(idleLogGb, 5) * prices.logGb.usd],
    ['hosted zone', extra.zone === false ? 0 : prices.zoneMonth.usd],
  ];
  return lines.filter(([, usd]) => usd > 0).map(([what, usd]) => ({ what, usd }));
}

const databaseHours = ({ databases }: Quantities): number =>
  Object.entries(databases).reduce((sum, [instanceClass, count]) => {
    const price = Object.entries(prices).find(([name]) => name === instanceClass)?.[1];
    if (!price) throw new Error(`There is no price for the database class ${instanceClass}.`);
    return sum + count * price.usd * monthHours;
  }, 0);

export const total = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
