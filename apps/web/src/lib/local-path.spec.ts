// @vitest-environment node
import { expect, test } from 'vitest';
import { localPath } from './local-path.ts';

test.each(['/upload', '/watch/abc?t=3#x', '/'])('%s stays', (path) => expect(localPath(path)).toBe(path));

test.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  'javascript:alert(1)',
  'upload',
  '',
  null,
  undefined,
])('%s leads home', (path) => expect(localPath(path)).toBe('/'));
