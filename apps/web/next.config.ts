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
};

export default config;
