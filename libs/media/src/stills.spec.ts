import { describe, expect, it } from 'vitest';
import { choosePoster, chooseStill, readStillMeasures, spread, stillStep } from './stills.ts';

const still = (luma: number, sharpness: number, chroma = 128) => ({
  frame: 0,
  luma,
  sharpness,
  look: [luma, chroma, chroma, 20],
});

describe('stillStep', () => {
  it('looks at three pictures of a segment, six at most, and at every frame of a slow video', () => {
    expect(stillStep(120, 30)).toBe(40);
    expect(stillStep(720, 30)).toBe(120);
    expect(stillStep(1, 30)).toBe(40);
    expect(stillStep(4, 0.25)).toBe(1);
  });
});

describe('readStillMeasures', () => {
  it('reads what ffmpeg printed of each frame', () => {
    const text = [
      'frame:0    pts:0       pts_time:0',
      'lavfi.signalstats.YAVG=126.451',
      'lavfi.signalstats.UAVG=120',
      'lavfi.signalstats.VAVG=130',
      'lavfi.signalstats.SATAVG=11.5',
      'lavfi.blur=4.000000',
      'frame:1    pts:60      pts_time:2',
      'lavfi.signalstats.YAVG=16',
      'lavfi.signalstats.UAVG=128',
      'lavfi.signalstats.VAVG=128',
      'lavfi.signalstats.SATAVG=0',
      'lavfi.blur=-nan',
    ].join('\n');
    expect(readStillMeasures(text)).toEqual([
      { frame: 0, luma: 126.451, sharpness: 0.25, look: [126.451, 120, 130, 11.5] },
      { frame: 60, luma: 16, sharpness: 0, look: [16, 128, 128, 0] },
    ]);
  });

  it('leaves out what is cut short', () => {
    expect(readStillMeasures('')).toEqual([]);
    expect(readStillMeasures('frame:0    pts:0       pts_time:0\nlavfi.signalstats.YAVG=1')).toEqual([]);
  });
});

describe('chooseStill', () => {
  it('takes neither the dark nor the blurred', () => {
    expect(chooseStill([still(17, 0.4), still(120, 0.1), still(110, 0.3)])).toBe(2);
  });

  it('takes the one most like the others', () => {
    expect(chooseStill([still(100, 0.31), still(210, 0.3, 60), still(105, 0.3), still(104, 0.3)])).toBe(2);
  });

  it('takes the brightest of dark ones, the darkest of white ones, and one colour where there is nothing else', () => {
    expect(chooseStill([still(16, 0), still(25, 0.3), still(20, 0.3)])).toBe(1);
    expect(chooseStill([still(235, 0), still(230, 0)])).toBe(1);
    expect(chooseStill([still(126, 0)])).toBe(0);
    expect(chooseStill([])).toBeUndefined();
  });
});

describe('choosePoster', () => {
  it('takes the sharpest that is lit', () => {
    const stills = [still(20, 0.5), still(100, 0.2), still(100, 0.3), still(100, 0.3)];
    expect(choosePoster(stills)).toBe(stills[2]);
    expect(choosePoster(stills.slice(0, 1))).toBe(stills[0]);
    expect(choosePoster([])).toBeUndefined();
  });
});

describe('spread', () => {
  it.each([
    [0, 6, []],
    [1, 6, [0]],
    [4, 6, [0, 1, 2, 3]],
    [12, 6, [0, 2, 4, 6, 8, 10]],
    [100, 3, [0, 33, 66]],
  ])('of %s takes at most %s', (count, most, expected) => {
    expect(spread(count, most)).toEqual(expected);
  });
});
