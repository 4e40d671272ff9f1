import { describe, expect, it } from 'vitest';
import { planLadder } from '../ladder.ts';
import { rungsToDrop } from './detail.ts';
import { readFrameValues, readPackets } from './measurements.ts';
import { capsFor, hardestRate } from './rates.ts';
import { pickWindows } from './windows.ts';

const rungs = planLadder({ width: 1920, height: 1080, frameRate: { numerator: 30, denominator: 1 } });
const top = rungs.at(-1)!;

describe('pickWindows', () => {
  it('stays within the film, with three moving windows of 0.6 s', () => {
    const windows = pickWindows(100, 30);
    expect(windows.filter(({ frames }) => frames > 0)).toEqual(
      [15, 50, 80].map((seconds) => ({ seconds, frames: 18 })),
    );
    expect(windows.filter(({ frames }) => frames === 0)).toHaveLength(5);
    expect(windows.every(({ seconds }) => seconds > 0 && seconds < 100)).toBe(true);
  });

  it('has two frames even of a slide show', () => {
    expect(pickWindows(10, 1)[0]!.frames).toBe(2);
  });

  it('looks into every group of pictures once', () => {
    const groups = pickWindows(24, 30, 8.3).map(({ seconds, frames }) => [Math.floor(seconds / 8.3), frames]);
    expect(groups).toEqual([
      [0, 18],
      [1, 18],
      [2, 18],
    ]);
    expect(pickWindows(24, 30, 100)).toHaveLength(1);
    expect(pickWindows(3600, 30, 8.3)).toEqual(pickWindows(3600, 30));
  });
});

describe('what ffmpeg prints', () => {
  it('is read packet by packet', () => {
    const text = [
      '#tb 0: 1/30',
      '0,         -2,          0,        1,     5000, 0x1e142fcd, S=1,        8',
      '0,         -1,          3,        1,      101, 0x1e142fcd, F=0x0, S=1,        8',
      '0,          0,          1,        1,       23, 0x43880793, F=0x0',
      'cut of',
      '',
    ].join('\n');
    expect(readPackets(text)).toEqual([
      { bytes: 5000, key: true },
      { bytes: 101, key: false },
      { bytes: 23, key: false },
    ]);
  });

  it('is read value by value', () => {
    const text = 'frame:0 pts:0\nx.YMIN=16\nx.YMAX=235\ny.YMAX=1\nframe:1 pts:1\nx.YMIN=17\n';
    expect(readFrameValues(text, 'x')).toEqual([{ YMIN: 16, YMAX: 235 }, { YMIN: 17 }]);
    expect(readFrameValues('x.YMIN=1', 'x')).toEqual([]);
  });
});

describe('hardestRate', () => {
  const window = (key: number, ...others: number[]) => [
    { bytes: key, key: true },
    ...others.map((bytes) => ({ bytes, key: false })),
  ];

  it('is that of the worst window, with a keyframe every four seconds', () => {
    // 8 × (4000 + 100 × 119) / 4
    expect(hardestRate([...window(4000, 90, 110), ...window(9000, 10)], 30)).toBe(31_800);
  });

  it('is unknown without a second frame', () => {
    expect(hardestRate(window(4000), 30)).toBeUndefined();
    expect(hardestRate([], 30)).toBeUndefined();
  });
});

describe('capsFor', () => {
  const size = { width: 426, height: 240 };
  const caps = (whole: number, part: number) =>
    Object.fromEntries(
      capsFor(rungs, { ...size, rate: whole }, { ...size, rate: part }).map(({ name, maxRate }) => [
        name,
        maxRate,
      ]),
    );

  it('leaves grain its cap at the top, although the small picture has none', () => {
    const grain = caps(58_684, 283_654);
    expect(grain.v1080).toBe(top.maxRate);
    expect(grain.v360).toBeLessThan(500_000);
  });

  it('gives twice what was measured', () => {
    const calm = caps(120_000, 120_000);
    expect(calm.v240).toBe(240_000);
    expect(calm.v1080! / top.maxRate).toBeCloseTo(
      (2 * 120_000 * (1920 * 1080)) / (426 * 240) / top.maxRate,
      2,
    );
  });

  it('is never above the ladder, and never below a third of it', () => {
    for (const [whole, part] of [
      [10, 10],
      [1e3, 1e7],
      [1e7, 1e3],
      [1e9, 1e9],
    ] as const) {
      for (const { name, maxRate } of rungs) {
        const cap = caps(whole, part)[name]!;
        expect(cap).toBeLessThanOrEqual(maxRate);
        expect(cap).toBeGreaterThanOrEqual(maxRate / 3);
        expect(Number.isInteger(cap)).toBe(true);
      }
    }
  });

  it('rises with the size', () => {
    const all = Object.values(caps(80_000, 30_000));
    expect(all).toEqual(all.toSorted((a, b) => a - b));
  });
});

describe('rungsToDrop', () => {
  const drawn = Array.from({ length: 8 }, () => ({ darkest: 16, brightest: 200 }));
  const losses = (v720: number, v480: number) => [
    { name: 'v720', worst: drawn.map(() => v720) },
    { name: 'v480', worst: drawn.map(() => v480) },
  ];

  it.each([
    ['scaled up from something small', 1, 1, ['v720', 'v1080']],
    ['scaled up from 720 lines', 1, 9, ['v1080']],
    ['grain', 5, 5, []],
    ['sharp', 10, 24, []],
    // Cannot be: what 720 lines lose, 480 lose too.
    ['better when smaller', 9, 1, []],
  ])('%s', (_, v720, v480, expected) => {
    expect(rungsToDrop(rungs, drawn, losses(v720, v480))).toEqual(expected);
  });

  it('needs every still to agree, because small text in one of them is enough', () => {
    const [v720, v480] = losses(1, 1);
    const worst = [1, 1, 1, 49, 1, 1, 1, 1];
    expect(rungsToDrop(rungs, drawn, [{ ...v720!, worst }, v480!])).toEqual([]);
    expect(rungsToDrop(rungs, drawn, [{ ...v720!, worst: [1, 1, 1] }, v480!])).toEqual([]);
  });

  it('is not persuaded by pictures with nothing on them', () => {
    const flat = { darkest: 16, brightest: 30 };
    expect(rungsToDrop(rungs, Array(8).fill(flat), losses(0, 0))).toEqual([]);
    expect(rungsToDrop(rungs, [...drawn.slice(0, 2), ...Array(6).fill(flat)], losses(0, 0))).toEqual([]);
    // A loss in a flat picture is no loss.
    const worst = [1, 1, 1, 1, 1, 1, 1, 90];
    const stills = [...drawn.slice(0, 7), flat];
    expect(
      rungsToDrop(
        rungs,
        stills,
        losses(1, 9).map((loss) => ({ ...loss, worst })),
      ).length,
    ).toBe(2);
  });

  it('keeps what plays first', () => {
    const small = planLadder({ width: 1280, height: 720, frameRate: { numerator: 30, denominator: 1 } });
    const found = ['v480', 'v360'].map((name) => ({ name, worst: drawn.map(() => 1) }));
    expect(rungsToDrop(small, drawn, found)).toEqual(['v720']);
  });

  it('keeps the only rung there is', () => {
    expect(rungsToDrop(rungs.slice(0, 1), drawn, [])).toEqual([]);
  });
});
