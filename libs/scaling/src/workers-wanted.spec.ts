import { describe, expect, it } from 'vitest';
import { scaling } from './policy.ts';
import { workersWanted } from './workers-wanted.ts';

const per = scaling.backlogPerWorker;

describe('workersWanted', () => {
  it.each([
    [0, 0, 0],
    [1, 0, 1],
    [per, 0, 1],
    [per + 1, 0, 2],
    [per * 7, 0, 7],
    [per * 1000, 0, 10],
  ])('a backlog of %i with %i running wants %i', (backlog, running, wanted) => {
    expect(workersWanted({ backlog, running, most: 10 })).toBe(wanted);
  });

  it('never wants fewer than there are, even above the limit', () => {
    expect(workersWanted({ backlog: 0, running: 3, most: 10 })).toBe(3);
    expect(workersWanted({ backlog: per * 1000, running: 12, most: 10 })).toBe(12);
  });
});
