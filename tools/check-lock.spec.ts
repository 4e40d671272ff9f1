import { describe, expect, it } from 'vitest';
import { inexactVersions, missingFromLock } from './check-lock.mjs';

describe('missingFromLock', () => {
  const nx = { optionalDependencies: { '@nx/linux': '1.0.0' } };

  it('finds a platform package without an entry', () => {
    expect(missingFromLock({ packages: { 'node_modules/nx': nx } })).toEqual([
      '@nx/linux@1.0.0, wanted by node_modules/nx, has no entry',
    ]);
  });

  it('finds a platform package of another version', () => {
    const packages = { 'node_modules/nx': nx, 'node_modules/@nx/linux': { version: '0.9.0' } };
    expect(missingFromLock({ packages })).toHaveLength(1);
  });

  it('looks where npm looks: nested first, then above', () => {
    const packages = {
      'node_modules/nx': nx,
      'node_modules/@nx/linux': { version: '0.9.0' },
      'node_modules/nx/node_modules/@nx/linux': { version: '1.0.0' },
    };
    expect(missingFromLock({ packages })).toEqual([]);
  });
});

describe('inexactVersions', () => {
  it('refuses ranges and allows workspace packages', () => {
    const manifest = { name: 'x', dependencies: { a: '^1.0.0', b: '1.2.3', '@matinee/contracts': '*' } };
    expect(inexactVersions(manifest)).toEqual(['x: a is "^1.0.0", not an exact version']);
  });
});
