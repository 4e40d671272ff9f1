import { describe, expect, it } from 'vitest';
import { createPatience } from './patience.ts';

/** What is owed after each look. */
const looks = (...steps: [at: number, desired: number, running: number][]) => {
  const owed = createPatience(90);
  return steps.map(([at, desired, running]) => owed(at, { desired, running }));
};

describe('patience', () => {
  it('waits for what was asked for a moment ago', () => {
    expect(looks([0, 4, 0], [5, 4, 0], [89, 4, 1])).toEqual([0, 0, 0]);
  });
  it('calls owed what was missing all the time', () => {
    expect(looks([0, 4, 0], [90, 4, 0])).toEqual([0, 4]);
    expect(looks([0, 4, 0], [50, 4, 1], [90, 4, 3])).toEqual([0, 0, 1]);
  });
  it('counts only the older workers when more were asked for meanwhile', () => {
    expect(looks([0, 2, 0], [60, 10, 0], [90, 10, 0], [149, 10, 0], [150, 10, 0])).toEqual([0, 0, 2, 2, 10]);
  });
  it('waits for the replacement of a worker that was taken away', () => {
    expect(looks([0, 4, 4], [200, 4, 3], [245, 4, 3], [246, 4, 4], [300, 4, 4])).toEqual([0, 0, 0, 0, 0]);
    expect(looks([0, 4, 4], [200, 4, 3], [290, 4, 3])).toEqual([0, 0, 1]);
  });
  it('forgets what was given up in between', () => {
    expect(looks([0, 9, 0], [50, 0, 0], [60, 9, 0], [100, 9, 0], [150, 9, 0])).toEqual([0, 0, 0, 0, 9]);
  });
  it('does not wait longer because more is asked for all the time', () => {
    const owed = createPatience(90);
    const seen = Array.from({ length: 31 }, (_, step) => owed(step * 10, { desired: step + 1, running: 0 }));
    expect(seen.at(-1)).toBe(22);
  });
});
