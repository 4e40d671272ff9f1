import { rivals } from './compare.ts';
import { total } from './idle.ts';
import { linesOf, summary, variants } from './model.ts';
import { prices, pricesAsOf, type Price } from './prices.ts';
import * as usage from './usage.ts';

const usd = (value: number | undefined) => (value === undefined ? '–' : `$${value.toFixed(2)}`);

type Table = { head: string[]; rows: string[][] };

export function idleTable(): Table {
  const lines = variants.map((variant) => new Map(linesOf(variant).map((line) => [line.what, line.usd])));
  const names = [...new Set(lines.flatMap((map) => [...map.keys()]))];
  return {
    head: ['$ a month, idle', ...variants],
    rows: [
      ...names.map((name) => [name, ...lines.map((map) => (map.has(name) ? usd(map.get(name)) : ''))]),
      ['total', ...variants.map((variant) => usd(total(linesOf(variant))))],
    ],
  };
}

export function usageTable(): Table {
  const s = summary();
  return {
    head: ['$ by use', ''],
    rows: [
      ['1000 source minutes of 1080p transcoded on Spot', usd(s.transcode_per_1000_min_spot)],
      ['the same on demand', usd(s.transcode_per_1000_min_on_demand)],
      ['S3 and SQS requests of these 1000 minutes', usd(s.requests_per_1000_min)],
      ['1 TB delivered, pay as you go, after the free first TB', usd(s.delivered_per_tb)],
      [
        '1 TB delivered, CloudFront Pro plan used to its end (not confirmed for signed cookies and video)',
        usd(s.delivered_per_tb_flat_rate_unconfirmed),
      ],
      ['1 TB stored for a month', usd(s.stored_per_tb_month)],
      ['1 TB of originals archived for a month', usd(s.archived_per_tb_month)],
    ],
  };
}

export function rivalTable(): Table {
  return {
    head: ['', 'idle/month', '1000 min 1080p', '1000 min stored/month', 'TB delivered', ''],
    rows: rivals().map((rival) => [
      rival.name,
      usd(rival.idleMonth),
      usd(rival.transcodePer1000),
      usd(rival.storedPer1000Month),
      usd(rival.deliveredTb),
      rival.note,
    ]),
  };
}

const markdown = ({ head, rows }: Table) =>
  [head, head.map((_, column) => (column ? '---:' : '---')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** Columns side by side; the first to the left, numbers to the right. */
export function plain({ head, rows }: Table): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        /^[$–]/.test(cell) || !cell ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

const assumptions = [
  `Prices: us-east-1, US dollars, ${pricesAsOf}, without free trials and taxes.`,
  `Idle: nobody watches or uploads, nothing is stored, no worker runs. Everything by the request (SQS, SNS, S3, Cognito, CloudFront) is then nothing or stays in its free allowance.`,
  `Asleep, RDS starts the stopped database once in seven days and it is stopped again within the hour: some $0.07 a month more.`,
  `Transcoding: ${usage.measured.cpuSeconds} CPU-seconds for ${usage.measured.sourceSeconds} seconds of 1080p, measured on x86 cores (docs/benchmarks.md), ${usage.workerEfficiency * 100} % of a worker's time used, Fargate on ARM. That an ARM vCPU does the same work as the measured core is an assumption.`,
  `Spot: ${Math.round((1 - prices.spotShare.usd) * 100)} % off, the most AWS names; at half the price on Spot, 1000 minutes cost ${usd(usage.transcodePer1000Minutes('onDemand') / 2)}.`,
  `Rungs of a 1080p source: five, at most ${usage.ladder.megabits} Mbit/s together, so at most ${usage.renditionGbPer1000Minutes} GB per 1000 minutes; originals at 20 Mbit/s are ${usage.originalGbPer1000Minutes} GB.`,
  `Nothing of this was billed: it is computed from list prices and the resources that the Pulumi program makes.`,
];

export const text = () =>
  [
    ...[idleTable(), usageTable(), rivalTable()].flatMap((table) => [plain(table), '']),
    ...assumptions.map((line) => `- ${line}`),
  ].join('\n');

/** The page docs/deploy/costs.md; a spec keeps it current. */
export const page = () => `# What it costs

Made by \`npm run cost\` from infra/src/profiles.ts and infra/src/cost/prices.ts; a spec keeps it current.

## Idle

${markdown(idleTable())}

## By use

${markdown(usageTable())}

## Beside others

${markdown(rivalTable())}

## Assumptions

${assumptions.map((line) => `- ${line}`).join('\n')}

## Prices

"known" is a list price from general knowledge: check it before you rely on it.

${markdown({
  head: ['What', 'US dollars', 'per', 'Source', 'read'],
  rows: Object.entries<Price>(prices).map(([name, price]) => [
    name,
    String(price.usd),
    price.per,
    price.source,
    price.seen,
  ]),
})}
`;
