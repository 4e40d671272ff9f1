/** Where the runner of all suites wants this one's totals. */
export const totalsFile = (): string | undefined => process.env.MATINEE_TEST_TOTALS;
