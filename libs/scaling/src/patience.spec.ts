import { describe, expect, it } from 'vitest';
import { createPatience } from './patience.ts';

/** What is due after each look. */
const looks = (...steps: [at: number, desired: number][]) => {
  const due = createPatience(90);
  return steps.map(([at, desired]) => due(at, desired));
};

describe('patience', () => {
  it('calls nothing due that was asked for a moment ago', () => {
    expect(looks([0, 4], [5, 4], [89, 4])).toEqual([0, 0, 0]);
  });
  it('calls due what was asked for when the time began', () => {
    expect(looks([0, 4], [90, 4])).toEqual([0, 4]);
  });
  it('counts only the older workers when more were asked for meanwhile', () => {
    expect(looks([0, 2], [60, 10], [90, 10], [149, 10], [150, 10])).toEqual([0, 0, 2, 2, 10]);
  });
  it('forgets what was given up in between', () => {
    expect(looks([0, 10], [50, 1], [60, 10], [100, 10], [150, 10])).toEqual([0, 0, 0, 1, 10]);
  });
  it('does not wait longer because more is asked for all the time', () => {
    const due = createPatience(90);
    const seen = Array.from({ length: 31 }, (_, step) => due(step * 10, step + 1));
    expect(seen.at(-1)).toBe(22);
  });
});
