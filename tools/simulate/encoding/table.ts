import { prices } from '../../../infra/src/cost/prices.ts';
import { assumptions } from '../assumptions.ts';
import { defaultPrices } from '../prices.ts';
import { encode, type EncodeRun } from './encode.ts';
import { measuredCosts, type EncodingCosts } from './costs.ts';

const minutes = (count: number) => count * 60;
const times = (count: number, seconds: number) => Array.from({ length: count }, () => seconds);

/** What is uploaded at one moment. */
export const loads: Record<string, { about: string; films: number[] }> = {
  '1 min': { about: 'one minute', films: [minutes(1)] },
  '10 min': { about: 'ten minutes', films: [minutes(10)] },
  '1 h': { about: 'one hour', films: [minutes(60)] },
  '4 h': { about: 'four hours', films: [minutes(240)] },
  mix: {
    about: '20 uploads at once: ten of 1 min, six of 10 min, three of 1 h, one of 4 h',
    films: [minutes(240), ...times(3, minutes(60)), ...times(6, minutes(10)), ...times(10, minutes(1))],
  },
};
export const fleets = [1, 4, 16, 64, 250, 500];

export interface EncodeRow {
  load: string;
  slots: number;
  /** The last of the videos, seconds. */
  playable: number;
  rungs: number;
  ready: number;
  /** Against one slot. */
  speedup: number;
  /** Share of the slots' time in which they worked, until everything is ready. */
  busy: number;
  /** CPU and memory of the busy seconds, on Spot, and the requests. */
  dollars: number;
}

const most = (values: number[]) => Math.max(...values);

/** A slot is a core of a worker with its share of the memory. */
function dollarsOf({ busySeconds, puts, gets, queueCalls }: EncodeRun): number {
  const { vcpuHour, gbHour, spotShare } = defaultPrices;
  const hour = (vcpuHour + (assumptions.workerGb / assumptions.workerCpus) * gbHour) * spotShare;
  const requests = (puts * prices.thousandPuts.usd + gets * prices.thousandGets.usd) / 1000;
  return (busySeconds / 3600) * hour + requests + (queueCalls * prices.millionQueueCalls.usd) / 1e6;
}

export function encodeRows(
  names: string[] = Object.keys(loads),
  costs: EncodingCosts = measuredCosts,
): EncodeRow[] {
  return names.flatMap((load) => {
    const { films } = loads[load]!;
    let alone: number | undefined;
    return fleets.map((slots) => {
      const run = encode(films, slots, { costs });
      const ready = most(run.ready);
      alone ??= ready;
      return {
        ...{ load, slots, playable: most(run.playable), rungs: most(run.rungs), ready },
        ...{ speedup: alone / ready, busy: run.busySeconds / (ready * slots), dollars: dollarsOf(run) },
      };
    });
  });
}

/** How much sooner ten minutes are ready with four slots than with one. */
export const speedupOfFour = (costs: EncodingCosts = measuredCosts): number => {
  const ready = (slots: number) => most(encode(loads['10 min']!.films, slots, { costs }).ready);
  return ready(1) / ready(4);
};

const time = (seconds: number): string => {
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return seconds < 6000 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
};

export function encodeTable(rows: EncodeRow[]): string {
  const head = ['', 'slots', 'plays', 'all rungs', 'ready', 'speed-up', 'busy', 'cost'];
  const width = [8, 6, 10, 11, 10, 10, 7, 10];
  const line = (cells: string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(width[i]!) : cell.padStart(width[i]!))).join('');
  return [
    line(head),
    ...rows.map(({ load, slots, playable, rungs, ready, speedup, busy, dollars }) =>
      line([
        ...[load, String(slots), time(playable), time(rungs), time(ready)],
        ...[`${speedup.toFixed(2)}x`, `${(100 * busy).toFixed(0)} %`, `$${dollars.toFixed(4)}`],
      ]),
    ),
  ].join('\n');
}
