import { join } from 'node:path';

/** Where the runner of all suites wants this one's totals. */
export const totalsFile = (): string | undefined => process.env.MATINEE_TEST_TOTALS;

/** Where the stack writes down its calls to AWS; playwright.config.ts decides the data folder. */
export const awsCallsFolder = (): string => join(process.env.E2E_DATA ?? '', 'aws-calls');

/** `UPDATE_AWS_CALLS=1` takes what was seen as the new truth. */
export const updatesAwsCalls = (): boolean => process.env.UPDATE_AWS_CALLS === '1';
