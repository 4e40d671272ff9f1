import { segmentAt, segmentStart, type SourceInfo } from '@matinee/media';
import { describe, expect, test } from 'vitest';
import { makePlan } from './plan.ts';
import { info, source, without } from './spec-sources.ts';
import { firstTasks, holdTasks, moreTasks, remainingTasks } from './tasks.ts';
import type { NewTask, Plan } from './types.ts';

const plan = (seconds: number | undefined, more: Partial<SourceInfo> = {}) =>
  makePlan(info(seconds, more), source);
/** Of a video whose analysis is done, or not worth it. */
const tasks = (of: Plan): NewTask[] => {
  const first = firstTasks(of);
  return first.some(({ spec }) => spec.kind === 'analyze') ? [...first, ...remainingTasks(of)] : first;
};
const video = (list: NewTask[]) =>
  list.flatMap(({ spec, lane, weight }) =>
    spec.kind === 'video' || spec.kind === 'hold'
      ? [{ ...spec, lane, weight, end: spec.segmentFrames.reduce((sum, n) => sum + n, spec.firstFrame) }]
      : [],
  );
const still = (key: string) => ({ key, seconds: 0, luma: 100, sharpness: 0.3 });
const kinds = (list: NewTask[]) => list.map(({ spec }) => spec.kind);
const names = (list: { rungs: { name: string }[] }[]) =>
  list.map(({ rungs }) => rungs.map(({ name }) => name));

describe('the first tasks', () => {
  test('are the low rungs of the first segment with the poster, the sound, and a look at the rest', () => {
    const first = firstTasks(plan(120));
    expect(kinds(first)).toEqual(['video', 'audio', 'analyze']);
    expect(new Set(first.map(({ lane }) => lane))).toEqual(new Set(['fast']));
    expect(video(first)).toMatchObject([
      { firstSegment: 0, firstFrame: 0, segmentFrames: [60], stills: true },
    ]);
    expect(names(video(first))).toEqual([['v240', 'v360']]);
  });

  test('have one sheet of the storyboard for each place, and stills in six places at most', () => {
    for (const seconds of [3, 20, 120, 3600]) {
      const all = video(tasks(plan(seconds)));
      const withCells = all.filter(({ storyboard }) => storyboard !== null);
      expect(withCells.map(({ firstFrame }) => firstFrame)).toEqual([
        ...new Set(all.map(({ firstFrame }) => firstFrame)),
      ]);
      const stills = all.filter((task) => task.stills);
      expect(stills.length).toBe(Math.min(6, withCells.length));
      expect(stills.every(({ storyboard }) => storyboard !== null)).toBe(true);
    }
    const told = { ...plan(undefined), stills: [1, 2, 3, 4, 5, 6].map((key) => still(String(key))) };
    expect(video(moreTasks(told, 12_000)).some(({ stills }) => stills)).toBe(false);
  });

  test('of a short clip are all there are', () => {
    expect(kinds(firstTasks(plan(3)))).toEqual(['video', 'audio', 'video']);
  });

  test('begin with a copy where the picture can be copied', () => {
    const starts = Array.from({ length: 31 }, (_, i) => i * 150);
    const passthrough = {
      index: { offset: 0, size: 9, track: 1 },
      firstSamples: starts,
      startFrames: starts,
    };
    const copied = makePlan(info(150), source, { passthrough });
    const [first, ...others] = firstTasks(copied);
    // Somebody waits for its sound, and for no smaller picture.
    expect(kinds(others)).toEqual(['audio', 'analyze']);
    expect(first).toMatchObject({
      lane: 'fast',
      spec: { kind: 'copy', firstSegment: 0, rung: { name: 'v1080' } },
    });
    expect(first!.spec).toMatchObject({ firstSamples: [0, 150, 300] });
    const copies = tasks(copied).flatMap(({ spec }) => (spec.kind === 'copy' ? [spec] : []));
    expect(copies.flatMap(({ firstSamples }) => firstSamples.slice(0, -1))).toEqual(starts.slice(0, -1));
    // Nothing encodes what is copied, and every chunk begins at a keyframe of the source.
    for (const { rungs, firstFrame, firstSegment } of video(tasks(copied))) {
      expect(rungs.map(({ name }) => name)).not.toContain('v1080');
      expect(firstFrame).toBe(segmentStart(copied.grid, firstSegment));
      expect(starts).toContain(firstFrame);
    }
  });

  test('of sound alone are the sound', () => {
    const list = tasks(makePlan({ ...without('video', 10), coverIndex: 2 }, source));
    expect(list.map(({ spec }) => spec)).toMatchObject([
      { kind: 'audio', picture: true, waveform: true, coverIndex: 2 },
    ]);
  });

  test('make every language, and one waveform', () => {
    const more = { otherAudio: [{ ...info(1).audio!, index: 3 }] };
    const sounds = tasks(plan(10, more)).flatMap(({ spec }) => (spec.kind === 'audio' ? [spec] : []));
    expect(sounds).toMatchObject([
      { name: 'audio', streamIndex: 1, waveform: true, picture: false },
      { name: 'audio-2', streamIndex: 3, waveform: false, picture: false },
    ]);
  });

  test('a silent source has no audio task', () => {
    expect(kinds(tasks(makePlan(without('audio', 10), source)))).not.toContain('audio');
  });
});

describe('all tasks', () => {
  test.each([
    [10, 'fast'],
    [60, 'fast'],
    [61, 'bulk'],
    [undefined, 'bulk'],
  ] as const)('of %s seconds go on the %s lane after the first segment', (seconds, lane) => {
    const later = video(tasks(plan(seconds))).filter(({ firstSegment }) => firstSegment > 0);
    expect(new Set(later.map((task) => task.lane))).toEqual(new Set([lane]));
  });

  test.each([0.1, 3.9, 4, 10, 63.7, 600, 7200])(
    'of %s seconds cover them without gap or overlap',
    (seconds) => {
      const list = video(tasks(plan(seconds)));
      let next = 60;
      for (const { firstFrame, end } of list.filter(({ rungs }) => rungs.length === 5)) {
        expect(firstFrame).toBe(next);
        next = end;
      }
      expect(Math.max(...list.map(({ end }) => end))).toBeGreaterThan(seconds * 30);
      const weights = list.reduce((sum, { weight }) => sum + weight, 0);
      expect(weights).toBeCloseTo(seconds, 1);
    },
  );
});

describe('a length that is kept', () => {
  test.each([4, 8.4, 12, 24, 24.02, 60])('%s seconds need no task beyond the end', (seconds) => {
    const list = video(tasks(plan(seconds)));
    const real = Math.round(seconds * 30);
    expect(Math.max(...list.map(({ firstFrame }) => firstFrame))).toBeLessThan(real);
    expect(Math.max(...list.map(({ end }) => end))).toBeGreaterThan(real);
  });
});

describe('more tasks', () => {
  test('follow the planned ones without gap or overlap, and reach twice as far each time', () => {
    const unknown = plan(undefined);
    const all = video(tasks(unknown)).filter(({ firstSegment }) => firstSegment > 0);
    for (let round = 0; round < 4; round += 1) {
      const before = all.at(-1)!.end;
      all.push(...video(moreTasks(unknown, before)));
      expect(all.at(-1)!.end).toBeGreaterThanOrEqual(2 * before);
    }
    all.slice(1).forEach(({ firstFrame }, i) => expect(firstFrame).toBe(all[i]!.end));
  });

  test('a length that was told a little short costs one more task', () => {
    const planned = Math.max(...video(tasks(plan(26))).map(({ end }) => end));
    const [next, ...others] = video(moreTasks(plan(26), planned));
    expect(next).toMatchObject({ firstSegment: segmentAt(plan(26).grid, planned), firstFrame: planned });
    expect(next!.rungs).toHaveLength(5);
    expect(others).toEqual([]);
  });

  test('of a video that said it was short leave the fast lane where it no longer is', () => {
    const lanes = (planned: number) => new Set(moreTasks(plan(3), planned).map(({ lane }) => lane));
    expect(lanes(6 * 120 - 60)).toEqual(new Set(['fast']));
    expect(lanes(15 * 120 - 60)).toEqual(new Set(['bulk']));
  });
});

describe('a picture that ends before the sound', () => {
  test('is held from the segment in which it ends to the very end of the sound', () => {
    const list = video(holdTasks(plan(3), 50, 1000));
    expect(list[0]).toMatchObject({ kind: 'hold', firstSegment: 0, firstFrame: 0, holdFrom: 50 });
    expect(list.at(-1)!.end).toBe(1000);
    list.slice(1).forEach(({ firstFrame }, i) => expect(firstFrame).toBe(list[i]!.end));
  });

  test('at the end of a segment leaves that segment alone', () => {
    expect(video(holdTasks(plan(4), 60, 100))).toMatchObject([{ firstSegment: 1, segmentFrames: [40] }]);
  });
});
