import { describe, expect, it } from 'vitest';
import { buildStoryboardVtt, cellsIn, planStoryboard } from './storyboard.ts';

const frameRate = { numerator: 30000, denominator: 1001 };
const picture = { width: 1920, height: 1080, frameRate };

describe('planStoryboard', () => {
  it.each([
    [4, 30],
    [120, 30],
    [150, 30],
    [151, 60],
    [700, 150],
    [1400, 300],
    [7200, 1798],
    [43_200, 8991],
  ])('has at most 150 cells: of %s s every %s frames', (seconds, everyFrames) => {
    const storyboard = planStoryboard(picture, seconds);
    expect(storyboard.everyFrames).toBe(everyFrames);
    expect(cellsIn(storyboard, 0, (seconds * 30000) / 1001).cells).toBeLessThanOrEqual(151);
  });

  it('assumes some minutes where the length is not known', () => {
    expect(planStoryboard(picture, null).everyFrames).toBe(150);
  });

  it.each([
    [1920, 1080, 160, 90],
    [1080, 1920, 90, 160],
    [640, 480, 160, 120],
    [4096, 64, 160, 2],
    [16, 16, 160, 160],
  ])('keeps the shape: %sx%s', (width, height, cellWidth, cellHeight) => {
    expect(planStoryboard({ width, height, frameRate }, 10)).toMatchObject({
      width: cellWidth,
      height: cellHeight,
    });
  });

  it('has a cell for each frame at a rate of a frame a second or less', () => {
    expect(planStoryboard({ ...picture, frameRate: { numerator: 1, denominator: 4 } }, 100).everyFrames).toBe(
      1,
    );
  });
});

describe('cellsIn', () => {
  it.each([
    [0, 120, { firstCell: 0, cells: 3 }],
    [120, 120, { firstCell: 3, cells: 2 }],
    [240, 120, { firstCell: 5, cells: 3 }],
    [0, 1, { firstCell: 0, cells: 1 }],
    [1, 49, { firstCell: 1, cells: 0 }],
    [100, 0, { firstCell: 2, cells: 0 }],
  ])('of frame %s and %s more', (first, frames, expected) => {
    expect(cellsIn({ everyFrames: 50 }, first, frames)).toEqual(expected);
  });
});

describe('buildStoryboardVtt', () => {
  const storyboard = { everyFrames: 30, width: 160, height: 90, columns: 2 };
  const timing = { frameRate: { numerator: 30, denominator: 1 }, durationSeconds: 4.5 };

  it('shows each cell until the next one, the last until the end', () => {
    const sheets = [
      { uri: '/media/k/2/storyboard.jpg', firstCell: 3, cells: 2 },
      { uri: '/media/k/1/storyboard.jpg', firstCell: 0, cells: 3 },
    ];
    expect(buildStoryboardVtt(sheets, storyboard, timing)).toBe(`WEBVTT

00:00:00.000 --> 00:00:01.000
/media/k/1/storyboard.jpg#xywh=0,0,160,90

00:00:01.000 --> 00:00:02.000
/media/k/1/storyboard.jpg#xywh=160,0,160,90

00:00:02.000 --> 00:00:03.000
/media/k/1/storyboard.jpg#xywh=0,90,160,90

00:00:03.000 --> 00:00:04.000
/media/k/2/storyboard.jpg#xywh=0,0,160,90

00:00:04.000 --> 00:00:04.500
/media/k/2/storyboard.jpg#xywh=160,0,160,90
`);
  });

  it('has nothing beyond the end, and no hole where a sheet is missing', () => {
    const sheets = [
      { uri: '/a', firstCell: 0, cells: 1 },
      { uri: '/b', firstCell: 4, cells: 4 },
    ];
    const text = buildStoryboardVtt(sheets, storyboard, timing);
    expect(text.match(/-->.*/g)).toEqual(['--> 00:00:04.000', '--> 00:00:04.500']);
  });

  it('names only some cells of a film that is far longer than was planned', () => {
    const sheets = [{ uri: '/a', firstCell: 0, cells: 3600 }];
    const text = buildStoryboardVtt(sheets, storyboard, { ...timing, durationSeconds: 3600 });
    expect(text.match(/-->/g)).toHaveLength(225);
    expect(text).toContain('00:00:16.000 --> 00:00:32.000');
    expect(text).toContain('--> 01:00:00.000');
  });
});
