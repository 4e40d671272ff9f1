import { describe, expect, it } from 'vitest';
import { cutChunks, framesPerSegment, framesToSeconds, framesUntil, largestChunk } from './chunk-plan.ts';
import { evenGrid, segmentStart, type Grid } from './grid.ts';

const thirty = { numerator: 30, denominator: 1 };
const ntsc = { numerator: 30000, denominator: 1001 };
const fullHd = { width: 1920, height: 1080 };

describe('frames', () => {
  it('of a segment are a whole number', () => {
    expect(framesPerSegment(thirty)).toBe(120);
    expect(framesPerSegment(ntsc)).toBe(120);
    expect(framesPerSegment({ numerator: 713, denominator: 100 })).toBe(29);
    expect(framesToSeconds(120, ntsc)).toBeCloseTo(4.004, 12);
  });

  it('until a time include one that has begun', () => {
    expect(framesUntil(10, thirty)).toBe(300);
    expect(framesUntil(10.02, thirty)).toBe(301);
    expect(framesUntil(10.0005, thirty)).toBe(300);
    expect(framesUntil(0, thirty)).toBe(1);
  });
});

const cut = (seconds: number, more: Partial<Parameters<typeof cutChunks>[0]> = {}) =>
  cutChunks({
    grid: evenGrid(120),
    from: 1,
    until: Math.ceil(seconds * 30),
    most: largestChunk(fullHd, thirty),
    segmentSeconds: 4,
    gopSeconds: null,
    ...more,
  });
const sizes = (seconds: number, more = {}) => cut(seconds, more).map(({ segments }) => segments);

describe('chunks', () => {
  it('start short for the viewer, grow, and end short for the last worker', () => {
    expect(sizes(24)).toEqual([1, 1, 1, 1, 1]);
    expect(sizes(60)).toEqual([1, 2, 2, 2, 2, 1, 1, 1, 1, 1]);
    const film = sizes(7200);
    expect(film.slice(0, 5)).toEqual([1, 2, 3, 4, 6]);
    expect(Math.max(...film)).toBe(6);
    expect(film.slice(-3)).toEqual([1, 1, 1]);
  });

  it('of heavy pictures are short, of light ones long', () => {
    expect(largestChunk({ width: 3840, height: 2160 }, { numerator: 60, denominator: 1 })).toBe(1);
    expect(largestChunk({ width: 3840, height: 2160 }, thirty)).toBe(1);
    expect(largestChunk(fullHd, thirty)).toBe(6);
    expect(largestChunk({ width: 640, height: 360 }, thirty)).toBe(24);
  });

  it('hold several of the source’s groups of pictures', () => {
    expect(Math.min(...sizes(60, { gopSeconds: 8.3 }))).toBe(2);
    expect(Math.min(...sizes(60, { gopSeconds: 60 }))).toBe(3);
  });

  it.each([4.01, 8, 12.5, 31, 60, 613.7, 7200])(
    'cover %d s without gap or overlap, on any grid',
    (seconds) => {
      const keyframes: Grid = { framesPerSegment: 120, starts: [0, 150, 270, 440, 560, 731] };
      for (const grid of [evenGrid(120), keyframes]) {
        for (const gopSeconds of [null, 1, 10]) {
          let next = 1;
          for (const { firstSegment, segments } of cut(seconds, { grid, gopSeconds })) {
            expect(firstSegment).toBe(next);
            expect(segments).toBeGreaterThan(0);
            next += segments;
          }
          const until = Math.ceil(seconds * 30);
          if (until > segmentStart(grid, 1)) {
            expect(segmentStart(grid, next)).toBeGreaterThanOrEqual(until);
            expect(segmentStart(grid, next - 1)).toBeLessThan(until);
          }
        }
      }
    },
  );

  it('there are none where nothing is left', () => {
    expect(cut(4)).toEqual([]);
    expect(cut(100, { from: 25 })).toEqual([]);
  });
});
