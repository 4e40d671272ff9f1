import { defineConfig } from 'vitest/config';

/** Kinds of suites: those that need nothing, the AWS program, and those that need the local cloud and MariaDB. */
export default defineConfig({
  test: {
    reporters: ['default', './tools/vitest-summary.ts'],
    coverage: {
      provider: 'v8',
      include: ['apps/*/src/**', 'libs/*/src/**', 'infra/src/**'],
      exclude: ['**/generated/**'],
      reporter: ['text-summary', 'html'],
    },
    projects: [
      {
        test: {
          name: 'pure',
          include: [
            'libs/{contracts,media,scaling,local-cloud,service-kit}/src/**/*.spec.ts',
            'tools/**/*.spec.ts',
            'apps/transcode-service/faults/checker/*.spec.ts',
          ],
          exclude: ['tools/infra/**'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'infra',
          include: ['{infra/src,tools/infra}/**/*.spec.ts'],
          // Loading Pulumi's AWS provider costs more than most specs here: once per process, not once per file.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'services',
          include: [
            'apps/{*-service,database-tasks}/src/**/*.spec.ts',
            'libs/{messaging,storage,testing}/src/**/*.spec.ts',
            'apps/local/src/**/*.spec.ts',
          ],
          globalSetup: ['libs/testing/src/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      'apps/web/vitest.config.ts',
    ],
  },
});
