import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { developmentOnly, surprises } from './contents.ts';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, { dev?: boolean }>;
};

describe('the check of what is in an image', () => {
  it.each([
    ['libs/local-cloud/src/cloud.ts', 'laptops'],
    ['node_modules/@matinee/testing/src/clip.ts', 'laptops'],
    ['apps/local/src/main.ts', 'laptops'],
    ['apps/catalog-service/src/testing.ts', 'test'],
    ['libs/service-kit/src/app.spec.ts', 'test'],
    ['libs/storage/src/spec-storage.ts', 'test'],
    ['tools/bench/main.ts', 'tool'],
    ['main.js.map', 'source maps'],
    ['apps/web/.env.production', 'environment'],
    ['cdn-private.pem', 'key'],
    ['.npmrc', 'developer'],
    ['node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node', 'native'],
    ['node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.8.17.3', 'native'],
  ])('%s would be found', (path, reason) => {
    expect(surprises(['main.js', path])).toEqual([expect.stringContaining(reason)]);
  });

  it('a dependency of development would be found', () => {
    expect(developmentOnly(['node_modules/zod', 'node_modules/vitest'], lock)).toEqual([
      'node_modules/vitest',
    ]);
  });
});
