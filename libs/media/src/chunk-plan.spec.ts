import { describe, expect, it } from 'vitest';
import { framesPerSegment, framesToSeconds, framesUntil, planChunks } from './chunk-plan.ts';
import { planLadder } from './ladder.ts';

const thirty = { numerator: 30, denominator: 1 };
const ntsc = { numerator: 30000, denominator: 1001 };
const plan = (seconds: number, width = 1920, height = 1080, frameRate = thirty) =>
  planChunks({
    totalFrames: framesUntil(seconds, frameRate),
    frameRate,
    rungs: planLadder({ width, height, frameRate }),
  });

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

describe('planChunks', () => {
  it('starts with the low rungs of the first segment, then its high ones', () => {
    const [low, high] = plan(60);
    expect(low).toMatchObject({ firstSegment: 0, frames: 120, lane: 'fast', poster: true });
    expect(low?.rungs.map((rung) => rung.name)).toEqual(['v240', 'v360', 'v480']);
    expect(high).toMatchObject({ firstSegment: 0, frames: 120, lane: 'fast', poster: false });
    expect(high?.rungs.map((rung) => rung.name)).toEqual(['v720', 'v1080']);
  });

  it('makes one task of a clip that is one short segment of low rungs', () => {
    expect(plan(3, 320, 240)).toEqual([
      expect.objectContaining({ firstSegment: 0, frames: 90, poster: true }),
    ]);
  });

  it('cuts later chunks longer', () => {
    expect(plan(60).map((chunk) => chunk.frames / 120)).toEqual([1, 1, 2, 3, 3, 3, 3]);
    expect(Math.max(...plan(7200).map((chunk) => chunk.frames / 120))).toBe(6);
  });

  it('keeps chunks of heavy pictures short', () => {
    const heavy = plan(60, 3840, 2160, { numerator: 60, denominator: 1 });
    expect(Math.max(...heavy.map((chunk) => chunk.frames / 240))).toBe(1);
  });

  it.each([0.03, 3.9, 4, 4.01, 8, 12.5, 31, 60, 613.7, 7200])(
    'covers every frame of %d s once per rung',
    (seconds) => {
      for (const frameRate of [thirty, ntsc]) {
        const chunks = plan(seconds, 1280, 720, frameRate);
        for (const name of ['v240', 'v720']) {
          let next = 0;
          for (const chunk of chunks.filter(({ rungs }) => rungs.some((rung) => rung.name === name))) {
            expect(chunk.firstSegment * 120).toBe(next);
            expect(chunk.frames).toBeGreaterThan(0);
            next += chunk.frames;
          }
          expect(next).toBe(framesUntil(seconds, frameRate));
        }
      }
    },
  );
});
