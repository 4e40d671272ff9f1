import { expect, it } from 'vitest';
import { encodingAddressSpace } from './memory.ts';

const GiB = 1024 ** 3;
const h264 = (count: number) => Array.from({ length: count }, () => ({ codec: 'h264' as const }));

it.each([
  ['1080p on two threads', { width: 1920, height: 1080 }, 5, 2, 1.6, 3],
  ['8K on two threads', { width: 7680, height: 4320 }, 7, 2, 2.6, 6],
  ['all rungs up to 2160p on sixteen threads', { width: 3840, height: 2160 }, 7, 16, 8.4, 14],
])('%s gets more than was measured, and not much more', (_, source, rungs, threads, measured, most) => {
  const bytes = encodingAddressSpace(source, h264(rungs), threads);
  expect(bytes).toBeGreaterThan(measured * GiB);
  expect(bytes).toBeLessThan(most * GiB);
});
