import { defineConfig } from 'vitest/config';

/** Two kinds of suites: those that need the local cloud and MariaDB, and those that need nothing. */
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
            'infra/src/**/*.spec.ts',
          ],
          testTimeout: 30_000,
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
