import { defineConfig } from 'vitest/config';

/** Faults take minutes and the whole machine, so they are a run of their own: `npm run test:faults`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: process.env.MATINEE_SOAK_SECONDS ? ['**/*.soak.ts'] : ['**/*.spec.ts', '**/*.fault.ts'],
    globalSetup: ['../../../libs/testing/src/global-setup.ts'],
    reporters: ['default', './harness/table-reporter.ts'],
    // Most of a fault is waiting for leases to end: two at a time keep two cores busy, not breathless.
    maxWorkers: 2,
    testTimeout: 150_000,
    hookTimeout: 60_000,
  },
});
