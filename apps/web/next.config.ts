import type { NextConfig } from 'next';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: root,
  turbopack: { root },
  transpilePackages: ['@matinee/contracts'],
  poweredByHeader: false,
  reactStrictMode: true,
  // Titles and previews are wanted in the head of every answer, and a missing video is a real 404: so the head is
  // never streamed behind the page.
  htmlLimitedBots: /.*/,
};

export default config;
