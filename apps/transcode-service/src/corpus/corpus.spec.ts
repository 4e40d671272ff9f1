import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFile } from './generate.ts';
import { judge } from './judge.ts';
import { allRows } from './rows.ts';
import { setStage, type Stage } from './stage.ts';

/** What no other spec has: the file that tells most of each kind, through the real server and a real worker. */
const telling = [
  '27-wide-pixels', // interlaced-era pixels become square ones
  '28-cut', // an edit list
  '75-recorder', // no length, no index
  'h04-hls-concat', // opens an address and another task's film
  'h15-gab2', // the same from inside an AVI
  'h20-log', // forged lines of a log
  'h22-16k',
  'h24-compressed-index',
  'h25-two-hundred',
];
const rows = allRows(0);
const made = new Set(['01-baseline', ...telling]);
let directory: string;
let stage: Stage;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'corpus-spec-'));
  for (const row of rows) if (made.has(row.id)) await makeFile(row, rows, directory);
  stage = await setStage();
}, 120_000);
afterAll(async () => {
  await stage?.strike();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

test('the canaries sing when they are touched', async () => {
  expect(await stage.canaries.test()).toBeGreaterThanOrEqual(2);
});

test.each(rows.filter(({ id }) => telling.includes(id)))('$id: $about', { timeout: 120_000 }, async (row) => {
  const verdict = await judge(stage, row, join(directory, `${row.id}.${row.extension}`));
  expect(verdict.wrong).toEqual([]);
});

test('every row has a name of its own, and says what must become of it', () => {
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThan(160);
});
