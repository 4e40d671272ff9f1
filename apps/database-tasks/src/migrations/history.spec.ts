import { expect, it } from 'vitest';
import { planOf, type HistoryRow } from './history.ts';

const migration = (name: string, checksum = `sum of ${name}`) => ({ name, checksum, sql: '' });
const row = (name: string, change: Partial<HistoryRow> = {}): HistoryRow => ({
  migration_name: name,
  checksum: `sum of ${name}`,
  finished_at: new Date(),
  rolled_back_at: null,
  ...change,
});
const planned = (rows: HistoryRow[], ...names: string[]) => {
  const { pending, ...rest } = planOf(
    names.map((name) => migration(name)),
    rows,
  );
  return { pending: pending.map(({ name }) => name), ...rest };
};
const nothing = { pending: [], failed: [], edited: [], missing: [] };

it.each([
  ['an empty database needs everything', [], { ...nothing, pending: ['1', '2'] }],
  ['an applied migration is not applied again', [row('1')], { ...nothing, pending: ['2'] }],
  ['all applied needs nothing', [row('1'), row('2')], nothing],
  [
    'an unfinished one is failed and pending',
    [row('1', { finished_at: null })],
    { ...nothing, pending: ['1', '2'], failed: ['1'] },
  ],
  [
    'a rolled back one is pending again',
    [row('1', { finished_at: null, rolled_back_at: new Date() })],
    { ...nothing, pending: ['1', '2'] },
  ],
  [
    'one that changed since is named',
    [row('1', { checksum: 'other' }), row('2')],
    { ...nothing, edited: ['1'] },
  ],
  ['one that is gone is named', [row('0'), row('1'), row('2')], { ...nothing, missing: ['0'] }],
])('%s', (_title, rows, plan) => {
  expect(planned(rows, '1', '2')).toEqual(plan);
});
