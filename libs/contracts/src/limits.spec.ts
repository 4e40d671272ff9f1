import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GiB, limits, MiB, partPlan } from './limits.ts';

describe('partPlan', () => {
  it('uses 16 MiB parts, larger only where 10,000 parts would not reach', () => {
    expect(partPlan(100 * MiB)).toEqual({ partSize: 16 * MiB, partCount: 7 });
    expect(partPlan(500 * GiB).partCount).toBeLessThanOrEqual(10_000);
  });

  it('covers every size exactly, within what S3 allows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: limits.uploadBytes }), (size) => {
        const { partSize, partCount } = partPlan(size);
        expect(partSize).toBeGreaterThanOrEqual(5 * MiB);
        expect(partCount).toBeLessThanOrEqual(10_000);
        expect((partCount - 1) * partSize).toBeLessThan(size);
        expect(partCount * partSize).toBeGreaterThanOrEqual(size);
      }),
    );
  });
});
