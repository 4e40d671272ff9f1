// `npm run simulate -- [trace.json|name] [--most 10] [--prices prices.json] [--json]`: how long videos would wait for
// workers and what these would cost. Without a trace: every built-in one. `npm run simulate -- encoding [--json]`: how soon
// videos are done with 1 to 500 slots that are awake.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { encodeRows, encodeTable, loads } from './encoding/table.ts';
import { defaultPrices, type Prices } from './prices.ts';
import { compare, table } from './report.ts';
import { builtIns, loadTrace } from './traces.ts';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      most: { type: 'string', default: '10' },
      prices: { type: 'string' },
    },
  });
  const most = Number(values.most);
  if (!Number.isInteger(most) || most < 1 || most > 1000)
    throw new Error(`--most ${values.most} is not a number of workers from 1 to 1000.`);
  const own = values.prices ? (JSON.parse(readFileSync(values.prices, 'utf8')) as Partial<Prices>) : {};
  const prices = { ...defaultPrices, ...own };
  const wrong = Object.entries(prices).find(([, value]) => typeof value !== 'number' || !(value >= 0));
  if (wrong) throw new Error(`The price ${wrong[0]} must be a number that is not negative.`);

  if (positionals[0] === 'encoding') sayEncoding(values.json);
  else sayTraces(positionals, { most, prices, json: values.json });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function sayEncoding(json: boolean): void {
  const rows = encodeRows();
  if (json) return console.log(JSON.stringify(rows));
  for (const [name, { about }] of Object.entries(loads)) console.log(`${name}: ${about}`);
  console.log(`\n${encodeTable(rows)}\n`);
}

function sayTraces(wanted: string[], options: { most: number; prices: Prices; json: boolean }): void {
  const { most, prices, json } = options;
  const names = wanted.length > 0 ? wanted : Object.keys(builtIns);
  const results = names.map((name) => {
    const trace = loadTrace(name);
    const filmHours = trace.reduce((sum, { seconds }) => sum + seconds, 0) / 3600;
    return {
      trace: name,
      videos: trace.length,
      filmHours: Number(filmHours.toFixed(2)),
      most,
      runs: compare(trace, { most, prices }),
    };
  });
  if (json) console.log(JSON.stringify(results));
  else
    for (const { trace, videos, filmHours, runs } of results)
      console.log(
        `\n${trace}: ${builtIns[trace]?.about ?? `${videos} videos`} (${filmHours.toFixed(1)} h of film, at most ${most} workers)\n\n${table(runs)}\n`,
      );
}
