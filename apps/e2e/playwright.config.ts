import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';

// Workers load this file again: what the first load decided is handed down in the environment.
const port = (process.env.E2E_PORT ??= '28080');
const data = (process.env.E2E_DATA ??= mkdtempSync(join(tmpdir(), 'matinee-e2e-')));
const browser = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

export default defineConfig({
  fullyParallel: false,
  // Two cores encode, serve and browse at once; journeys side by side would only wait for each other.
  workers: 1,
  forbidOnly: !!process.env.CI,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  outputDir: './test-results',
  reporter: [['list'], ['./src/support/totals-reporter.ts']],
  use: { baseURL: `http://localhost:${port}`, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  webServer: {
    command: `node ../local/src/main.ts --port ${port} --data ${data} --no-demo --discard --scale-to-zero --aws-calls ${data}/aws-calls`,
    url: `http://localhost:${port}/login`,
    timeout: 120_000,
    reuseExistingServer: !process.env.CI,
    stdout: 'ignore',
    stderr: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
  },
  projects: [
    {
      name: 'chromium',
      testDir: './src/journeys',
      use: {
        ...devices['Desktop Chrome'],
        launchOptions: {
          // The machine's own browser where there is one; otherwise that of `npx playwright install`.
          ...(browser && { executablePath: browser }),
          args: [
            '--autoplay-policy=no-user-gesture-required',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            '--no-first-run',
            ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
          ],
        },
      },
    },
    // Last, because it looks at what all journeys together made the services do.
    { name: 'permissions', testDir: './src/permissions', dependencies: ['chromium'] },
  ],
});
