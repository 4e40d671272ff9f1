import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { corpusConfig } from './config.ts';
import { makeCorpus } from './generate.ts';
import { judge } from './judge.ts';
import { allRows } from './rows.ts';
import { setStage, type Stage } from './stage.ts';

const { CORPUS_DIRECTORY, CORPUS_MUTATIONS, CORPUS_REPORT, CORPUS_ONLY } = corpusConfig();
const rows = allRows(CORPUS_MUTATIONS);
const chosen = rows.filter(({ id }) => new RegExp(CORPUS_ONLY).test(id));
let stage: Stage;
beforeAll(async () => {
  await makeCorpus(rows, CORPUS_DIRECTORY);
  stage = await setStage();
}, 600_000);
afterAll(() => stage?.strike(), 60_000);

test('the canaries sing when they are touched', async () => {
  // A connection, a request and two files, where the file system keeps times of access.
  expect(await stage.canaries.test()).toBeGreaterThanOrEqual(2);
});

test.each(chosen)('$id: $about', { timeout: 600_000 }, async (row) => {
  const verdict = await judge(stage, row, join(CORPUS_DIRECTORY, `${row.id}.${row.extension}`));
  if (CORPUS_REPORT) await appendFile(CORPUS_REPORT, `${JSON.stringify(verdict)}\n`);
  expect(verdict.wrong).toEqual([]);
});

test('after all this the same worker still makes a film', async () => {
  const row = rows.find(({ id }) => id === '01-baseline')!;
  const verdict = await judge(stage, row, join(CORPUS_DIRECTORY, '01-baseline.mp4'));
  expect(verdict.wrong).toEqual([]);
});
