/** What the runner of all suites tells this one. */
export const dataFolder = (): string | undefined => process.env.E2E_DATA;
export const totalsFile = (): string | undefined => process.env.MATINEE_TEST_TOTALS;
