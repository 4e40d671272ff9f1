import { describe, expect, it } from 'vitest';
import { av1Settings } from './av1-arguments.ts';

describe('av1Settings', () => {
  it.each([
    [[120], '120'],
    [[120, 120, 37], '120'],
    [[37], '37'],
  ])('has a keyframe at the beginning of each of %j', (segments, group) => {
    const args = av1Settings(segments, 1);
    expect(args[args.indexOf('-g') + 1]).toBe(group);
  });

  it.each([[[120, 90, 120]], [[60, 120]]])('refuses segments it cannot cut: %j', (segments) => {
    expect(() => av1Settings(segments, 1)).toThrow(RangeError);
  });
});
