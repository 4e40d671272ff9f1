import { describe, expect, it } from 'vitest';
import { evenGrid, quickGrid, segmentAt, segmentLengths, segmentStart } from './grid.ts';

describe('an even grid', () => {
  it('of what somebody waits for begins with half a segment', () => {
    expect(segmentLengths(quickGrid(120), 0, 3)).toEqual([60, 120, 120]);
    expect(segmentLengths(quickGrid(1), 0, 2)).toEqual([1, 1]);
  });

  it('has segments of one length', () => {
    const grid = evenGrid(120);
    expect([0, 1, 2, 900].map((index) => segmentStart(grid, index))).toEqual([0, 120, 240, 108_000]);
    expect([0, 119, 120, 108_000].map((frame) => segmentAt(grid, frame))).toEqual([0, 0, 1, 900]);
    expect(segmentLengths(grid, 3, 2)).toEqual([120, 120]);
  });
});

describe('a grid of keyframes', () => {
  const grid = { framesPerSegment: 100, starts: [0, 130, 240, 390] };

  it('follows them, and goes on evenly after the last one', () => {
    expect([0, 1, 2, 3, 4, 5].map((index) => segmentStart(grid, index))).toEqual([
      0, 130, 240, 390, 490, 590,
    ]);
    expect(segmentLengths(grid, 1, 4)).toEqual([110, 150, 100, 100]);
  });

  it('finds the segment of every frame', () => {
    for (let frame = 0; frame < 700; frame += 1) {
      const index = segmentAt(grid, frame);
      expect(segmentStart(grid, index)).toBeLessThanOrEqual(frame);
      expect(segmentStart(grid, index + 1)).toBeGreaterThan(frame);
    }
  });
});
