import { describe, expect, it } from 'vitest';
import { planLadder, rungLevel } from './ladder.ts';

const thirty = { numerator: 30, denominator: 1 };
const sizes = (width: number, height: number, max?: number) =>
  planLadder({ width, height, frameRate: thirty }, max).map((rung) => `${rung.width}x${rung.height}`);

describe('planLadder', () => {
  it.each([
    ['a small clip gets its own size alone', 320, 240, ['320x240']],
    ['full HD', 1920, 1080, ['426x240', '640x360', '854x480', '1280x720', '1920x1080']],
    [
      'portrait counts by its short side',
      1080,
      1920,
      ['240x426', '360x640', '480x854', '720x1280', '1080x1920'],
    ],
    ['between two rungs the source is on top', 768, 432, ['426x240', '640x360', '768x432']],
    ['a little above a rung is not worth one', 888, 500, ['426x240', '640x360', '852x480']],
    ['odd sizes become even', 641, 361, ['426x240', '640x360']],
    ['smaller than every rung', 16, 16, ['16x16']],
    ['a panorama keeps its short side within reach', 16000, 800, ['4080x204']],
  ])('%s', (_, width, height, expected) => {
    expect(sizes(width, height)).toEqual(expected);
  });

  it('ends at 2160, or where it is told to', () => {
    expect(sizes(7680, 4320).at(-1)).toBe('3840x2160');
    expect(sizes(7680, 4320, 720).at(-1)).toBe('1280x720');
  });

  it('names rungs by their short side, smallest first', () => {
    const names = planLadder({ width: 720, height: 1280, frameRate: thirty }).map((rung) => rung.name);
    expect(names).toEqual(['v240', 'v360', 'v480', 'v720']);
  });

  it('never makes a rung larger than the source, whatever the size', () => {
    for (let width = 16; width < 4200; width += 37) {
      for (const height of [16, 99, 240, 431, 1080, 2160]) {
        const source = { width, height, frameRate: thirty };
        for (const rung of planLadder(source)) {
          expect(rung.width).toBeLessThanOrEqual(width);
          expect(rung.height).toBeLessThanOrEqual(height);
          expect(rung.width % 2 || rung.height % 2).toBe(0);
        }
      }
    }
  });

  it('caps the rate by area, and more frames get more bits', () => {
    const top = (frameRate: { numerator: number; denominator: number }) =>
      planLadder({ width: 1920, height: 1080, frameRate }).at(-1)!;
    expect(top(thirty)).toMatchObject({ maxRate: 6_000_000, bufferSize: 12_000_000 });
    expect(top({ numerator: 60, denominator: 1 }).maxRate).toBeGreaterThan(9_000_000);
    expect(top({ numerator: 24, denominator: 1 }).maxRate).toBe(6_000_000);
    const rates = planLadder({ width: 3840, height: 2160, frameRate: thirty }).map((rung) => rung.maxRate);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  });
});

describe('rungLevel', () => {
  it.each([
    [426, 240, 30, '2.1'],
    [1280, 720, 30, '3.1'],
    [1920, 1080, 30, '4.0'],
    [1920, 1080, 60, '4.2'],
    [3840, 2160, 60, '5.2'],
  ])('%i x %i at %i needs level %s', (width, height, numerator, level) => {
    const frameRate = { numerator, denominator: 1 };
    const rung = planLadder({ width, height, frameRate }).at(-1)!;
    expect(rungLevel(rung, frameRate)).toBe(level);
  });

  it('does not change with a cap that was lowered', () => {
    const rung = planLadder({ width: 1920, height: 1080, frameRate: thirty }).at(-1)!;
    for (const maxRate of [1000, rung.maxRate, 10 * rung.maxRate]) {
      const analysed = { ...rung, maxRate };
      expect(rungLevel(analysed, thirty)).toBe('4.0');
    }
  });
});
