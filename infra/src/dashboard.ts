import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Watched } from './alarms/watched.ts';
import { here } from './components/resource-policy.ts';
import type { Settings } from './settings.ts';

type Text = pulumi.Input<string>;
/** Namespace, name, then dimensions as name and value by turns, then what differs from the widget. */
type Line = (Text | Record<string, unknown>)[];
type Chart = {
  title: string;
  lines: Line[];
  stat?: string;
  period?: number;
  region?: string;
  percent?: true;
};

/** One page for whoever is on duty: a row per part of the system, in the order a request goes. */
export function createDashboard(settings: Settings, watched: Watched): aws.cloudwatch.Dashboard {
  const rows: [string, Chart[]][] = [
    ['Delivery', deliveryCharts(watched)],
    ['Balancer', balancerCharts(watched)],
    ['Services', serviceCharts(watched)],
    ['Queues', queueCharts(watched)],
    ['Workers', workerCharts(watched)],
    ['Database', databaseCharts(watched)],
    ['Cost', costCharts()],
  ];
  const filled = rows.filter(([, charts]) => charts.length > 0);
  return new aws.cloudwatch.Dashboard('matinee', {
    dashboardName: 'matinee',
    dashboardBody: here().apply(({ region }) =>
      pulumi.jsonStringify({
        start: '-PT6H',
        widgets: filled.flatMap(([title, charts], row) => widgets(title, charts, row, region)),
      }),
    ),
  });
}

const headingHeight = 1;
const chartHeight = 6;

function widgets(title: string, charts: Chart[], row: number, region: string) {
  const y = row * (headingHeight + chartHeight);
  const width = Math.floor(24 / charts.length);
  return [
    { type: 'text', x: 0, y, width: 24, height: headingHeight, properties: { markdown: `## ${title}` } },
    ...charts.map((chart, column) => ({
      type: 'metric',
      x: column * width,
      y: y + headingHeight,
      width,
      height: chartHeight,
      properties: {
        title: chart.title,
        region: chart.region ?? region,
        view: 'timeSeries',
        stat: chart.stat ?? 'Sum',
        period: chart.period ?? 300,
        metrics: chart.lines,
        ...(chart.percent && { yAxis: { left: { min: 0, max: 100 } } }),
      },
    })),
  ];
}

function deliveryCharts({ distribution }: Watched): Chart[] {
  if (!distribution) return [];
  const line = (name: string, more = {}): Line => [
    ...['AWS/CloudFront', name, 'DistributionId', distribution.id, 'Region', 'Global'],
    more,
  ];
  // CloudFront's metrics are in us-east-1, wherever the stack is.
  const region = 'us-east-1';
  return [
    { title: 'Requests', region, lines: [line('Requests')] },
    { title: 'Bytes to viewers', region, lines: [line('BytesDownloaded')] },
    {
      title: 'Errors, %',
      region,
      stat: 'Average',
      lines: [line('4xxErrorRate'), line('5xxErrorRate')],
    },
  ];
}

function balancerCharts({ balancer: made }: Watched): Chart[] {
  if (!made) return [];
  const line = (name: string, more = {}): Line => [
    ...['AWS/ApplicationELB', name, 'LoadBalancer', made.balancer.arnSuffix],
    more,
  ];
  return [
    { title: 'Requests', lines: [line('RequestCount')] },
    {
      title: 'Answers with 5xx',
      lines: [line('HTTPCode_Target_5XX_Count'), line('HTTPCode_ELB_5XX_Count')],
    },
    {
      title: 'Seconds to answer',
      lines: [line('TargetResponseTime', { stat: 'p50' }), line('TargetResponseTime', { stat: 'p95' })],
    },
  ];
}

function serviceCharts({ balancer: made, cluster, services }: Watched): Chart[] {
  if (!made || !cluster) return [];
  const { arnSuffix } = made.balancer;
  const groups = Object.entries(made.targetGroups);
  const perGroup = (name: string): Line[] =>
    groups.map(([label, group]) => [
      ...['AWS/ApplicationELB', name, 'LoadBalancer', arnSuffix, 'TargetGroup', group.arnSuffix],
      { label },
    ]);
  const perService = (name: string): Line[] =>
    services.apis.map((service) => ['AWS/ECS', name, 'ClusterName', cluster.name, 'ServiceName', service]);
  return [
    { title: 'Healthy tasks', stat: 'Maximum', period: 60, lines: perGroup('HealthyHostCount') },
    { title: 'Seconds, p95', stat: 'p95', lines: perGroup('TargetResponseTime') },
    {
      title: 'CPU, %',
      stat: 'Average',
      percent: true,
      lines: perService('CPUUtilization'),
    },
  ];
}

function queueCharts({ queues }: Watched): Chart[] {
  const perQueue = (name: string, which: 'queue' | 'deadLetter' = 'queue'): Line[] =>
    Object.entries(queues).map(([label, made]) => [
      'AWS/SQS',
      name,
      'QueueName',
      made[which].name,
      { label },
    ]);
  return [
    { title: 'Waiting', stat: 'Maximum', lines: perQueue('ApproximateNumberOfMessagesVisible') },
    { title: 'Age of the oldest, s', stat: 'Maximum', lines: perQueue('ApproximateAgeOfOldestMessage') },
    {
      title: 'Put aside',
      stat: 'Maximum',
      lines: perQueue('ApproximateNumberOfMessagesVisible', 'deadLetter'),
    },
  ];
}

function workerCharts({ cluster, services, queues }: Watched): Chart[] {
  if (!cluster) return [];
  const both = (name: string, more = {}): Line[] =>
    [services.workerSpot, services.workerOnDemand].map((service) => [
      ...['AWS/ECS', name, 'ClusterName', cluster.name, 'ServiceName', service],
      more,
    ]);
  const inWork = (['transcodeFast', 'transcodeBulk'] as const).map((label): Line => [
    ...['AWS/SQS', 'ApproximateNumberOfMessagesNotVisible', 'QueueName', queues[label].queue.name],
    { label },
  ]);
  return [
    // Every task reports its CPU once a minute.
    { title: 'Running', stat: 'SampleCount', period: 60, lines: both('CPUUtilization') },
    { title: 'Chunks in work', stat: 'Maximum', lines: inWork },
    {
      title: 'CPU and memory, %',
      stat: 'Average',
      percent: true,
      lines: [...both('CPUUtilization'), ...both('MemoryUtilization')],
    },
  ];
}

function databaseCharts({ database }: Watched): Chart[] {
  const line = (name: string): Line => [
    ...['AWS/RDS', name, 'DBInstanceIdentifier', database.instance.identifier],
  ];
  return [
    { title: 'CPU, %', stat: 'Average', percent: true, lines: [line('CPUUtilization')] },
    { title: 'Connections', stat: 'Maximum', lines: [line('DatabaseConnections')] },
    {
      title: 'Free storage and memory, bytes',
      stat: 'Minimum',
      lines: [line('FreeStorageSpace'), line('FreeableMemory')],
    },
  ];
}

/** Only with "Receive CloudWatch billing alerts" switched on in the account; the budget mails in any case. */
const costCharts = (): Chart[] => [
  {
    title: 'Charges this month, US dollars',
    region: 'us-east-1',
    stat: 'Maximum',
    period: 21_600,
    lines: [['AWS/Billing', 'EstimatedCharges', 'Currency', 'USD']],
  },
];
