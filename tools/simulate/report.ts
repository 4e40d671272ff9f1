import { assumptions } from './assumptions.ts';
import { workerHour, type Prices } from './prices.ts';
import { simulate, type Scenario, type Strategy } from './simulate.ts';
import type { Arrival } from './traces.ts';

export const scenarios: Record<string, Scenario> = {
  'as usual': { interruptionsPerHour: 0, spotAwaySeconds: 0 },
  'interrupted twice an hour': { interruptionsPerHour: 2, spotAwaySeconds: 0 },
  'no Spot for two hours': { interruptionsPerHour: 0, spotAwaySeconds: 7200 },
};
const strategies: Strategy[] = ['at once', 'auto scaling alone'];

export type Row = {
  scenario: string;
  strategy: Strategy;
  waitSeconds: Spread;
  readySeconds: Spread;
  workerHours: { spot: number; onDemand: number };
  interruptions: number;
  dollars: number;
};
type Spread = { p50: number; p95: number; max: number };

/** Nearest rank: the smallest value that so much of all is not above. */
function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: rank(0.5), p95: rank(0.95), max: rank(1) };
}
const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/** A row for every scenario and strategy. */
export function compare(
  trace: readonly Arrival[],
  { most, prices }: { most: number; prices: Prices },
): Row[] {
  const size = { cpus: assumptions.workerCpus, gb: assumptions.workerGb };
  return Object.entries(scenarios).flatMap(([name, scenario]) =>
    strategies.map((strategy) => {
      const { waits, ready, workerHours, interruptions } = simulate(trace, strategy, scenario, most);
      const dollars =
        workerHours.spot * workerHour(prices, size, 'spot') +
        workerHours.onDemand * workerHour(prices, size, 'onDemand');
      return {
        ...{ scenario: name, strategy, waitSeconds: spread(waits), readySeconds: spread(ready) },
        workerHours: { spot: rounded(workerHours.spot, 2), onDemand: rounded(workerHours.onDemand, 2) },
        ...{ interruptions, dollars: rounded(dollars, 2) },
      };
    }),
  );
}

const time = (seconds: number): string => {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return seconds < 6000 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
};
const times = ({ p50, p95, max }: Spread) => [p50, p95, max].map((value) => time(value).padStart(9)).join('');

/** The rows as a table for people. */
export function table(rows: readonly Row[]): string {
  const head = ['', '', 'first chunk starts after', 'ready after', 'worker hours', ''];
  const lines = rows.map(({ scenario, strategy, waitSeconds, readySeconds, workerHours, dollars }) =>
    [
      scenario.padEnd(26),
      strategy.padEnd(19),
      times(waitSeconds),
      times(readySeconds),
      workerHours.spot.toFixed(2).padStart(9) + workerHours.onDemand.toFixed(2).padStart(9),
      `$${dollars.toFixed(2)}`.padStart(9),
    ].join(' '),
  );
  const columns = ['      p50      p95      max', '      p50      p95      max', '     Spot on-demand'];
  const [wait, ready, hours] = columns;
  return [
    [''.padEnd(26), ''.padEnd(19), head[2]!.padStart(27), head[3]!.padStart(27), head[4]!.padStart(18)].join(
      ' ',
    ),
    [''.padEnd(26), ''.padEnd(19), wait, ready, hours].join(' '),
    ...lines,
  ].join('\n');
}
