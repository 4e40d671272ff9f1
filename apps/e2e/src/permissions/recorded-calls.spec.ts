import { existsSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { awsCallsFolder, updatesAwsCalls } from '../support/config.ts';
import { rareCalls, withRare } from './rare-calls.ts';
import { describeCalls, readCallLogs, readRecordedCalls, writeRecordedCalls } from './recorded-calls.ts';

const howTo =
  'Look at the difference, then take it over: UPDATE_AWS_CALLS=1 npx playwright test (in apps/e2e). ' +
  'infra/src/permissions proves the policies against that file.';

test('the journeys made exactly the AWS calls that the policies are proven against', async () => {
  expect(existsSync(awsCallsFolder()), 'The stack runs without --aws-calls: stop it and run again.').toBe(
    true,
  );
  if (updatesAwsCalls()) writeRecordedCalls(withRare(readCallLogs(awsCallsFolder()), readRecordedCalls()));
  const known = describeCalls(readRecordedCalls());
  const compare = () => {
    const seen = describeCalls(readCallLogs(awsCallsFolder()));
    return {
      added: seen.filter((line) => !known.includes(line)),
      stale: known.filter((line) => !seen.includes(line) && !(line in rareCalls)),
    };
  };
  // What the last journey set in motion, such as removing a deleted video's files, may still be on its way.
  await expect.poll(compare, { message: howTo, timeout: 30_000 }).toEqual({ added: [], stale: [] });

  const unknown = Object.keys(rareCalls).filter((line) => !known.includes(line));
  expect(unknown, 'rare-calls.ts excuses calls that nobody recorded.').toEqual([]);
});
