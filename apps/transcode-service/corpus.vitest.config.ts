import { defineConfig } from 'vitest/config';

/** `npm run test:corpus`: every odd and hostile file through the real server and a real worker. Takes minutes. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['apps/transcode-service/src/corpus/whole.corpus.ts'],
    globalSetup: ['libs/testing/src/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
