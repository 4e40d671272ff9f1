import type { SourceInfo } from '@matinee/media';
import { describe, expect, test } from 'vitest';
import { firstTasks, makePlan, moreTasks } from './plan.ts';
import type { NewTask } from './types.ts';

const info = (durationSeconds: number | undefined, more: Partial<SourceInfo> = {}): SourceInfo => ({
  container: 'mp4',
  startTime: 0,
  ...(durationSeconds !== undefined && { durationSeconds }),
  video: {
    index: 0,
    codec: 'h264',
    pixelFormat: 'yuv420p',
    width: 1920,
    height: 1080,
    rotation: 0,
    sar: { numerator: 1, denominator: 1 },
    frameRate: { numerator: 30, denominator: 1 },
    interlaced: false,
    hdr: 'sdr',
    matrix: 'bt709',
    fullRange: false,
    startTime: 0,
  },
  audio: { index: 1, codec: 'aac', channels: 2, sampleRate: 48_000, startTime: 0 },
  ...more,
});
const source = { bucket: 'originals', key: 'k', size: 10_000_000 };
const plan = (seconds: number | undefined) => makePlan(info(seconds), source);
const tasks = (seconds: number | undefined) => firstTasks(plan(seconds));
const video = (list: NewTask[]) =>
  list.flatMap(({ spec, lane, weight }) => (spec.kind === 'video' ? [{ ...spec, lane, weight }] : []));

describe('the first tasks', () => {
  test('start with the low rungs and the poster, then sound, then the high rungs', () => {
    const [low, audio, high] = tasks(120);
    expect(low).toMatchObject({
      lane: 'fast',
      spec: { kind: 'video', firstSegment: 0, frames: 120, poster: true },
    });
    expect(audio).toMatchObject({ lane: 'fast', spec: { kind: 'audio', streamIndex: 1, segmentSeconds: 4 } });
    expect(high).toMatchObject({ lane: 'fast', spec: { kind: 'video', firstSegment: 0, poster: false } });
    const names = video([low!, high!]).map(({ rungs }) => rungs.map(({ name }) => name));
    expect(names).toEqual([
      ['v240', 'v360', 'v480'],
      ['v720', 'v1080'],
    ]);
  });

  test.each([
    [10, 'fast'],
    [60, 'fast'],
    [61, 'bulk'],
    [undefined, 'bulk'],
  ] as const)('of %s seconds go on the %s lane after the first segment', (seconds, lane) => {
    const later = video(tasks(seconds)).filter(({ firstSegment }) => firstSegment > 0);
    expect(new Set(later.map((task) => task.lane))).toEqual(new Set([lane]));
  });

  test.each([0.1, 3.9, 4, 10, 63.7, 600, 7200])(
    'of %s seconds cover them without gap or overlap',
    (seconds) => {
      const list = video(tasks(seconds));
      const whole = list.filter(({ rungs }) => rungs.length === 5);
      let next = 1;
      for (const { firstSegment, frames } of whole) {
        expect(firstSegment).toBe(next);
        expect(frames % 120).toBe(0);
        next += frames / 120;
      }
      const planned = Math.max(...list.map(({ firstSegment, frames }) => firstSegment * 120 + frames));
      expect(planned).toBeGreaterThan(seconds * 30);
      const weights = list.reduce((sum, { weight }) => sum + weight, 0);
      expect(weights).toBeCloseTo(seconds, 1);
    },
  );

  test('a silent source has no audio task', () => {
    const silent = { ...info(10), audio: undefined };
    const kinds = firstTasks(makePlan(silent, source)).map(({ spec }) => spec.kind);
    expect(kinds).not.toContain('audio');
  });
});

describe('a length that is kept', () => {
  test.each([4, 12, 24, 24.02, 60])('%s seconds need no task beyond the end', (seconds) => {
    const ends = video(tasks(seconds)).map(({ firstSegment, frames }) => ({
      start: firstSegment * 120,
      end: firstSegment * 120 + frames,
    }));
    const real = Math.round(seconds * 30);
    expect(Math.max(...ends.map(({ start }) => start))).toBeLessThan(real);
    expect(Math.max(...ends.map(({ end }) => end))).toBeGreaterThan(real);
  });

  test('is the picture’s own where it has one, not that of a longer sound', () => {
    const { video: picture, ...rest } = info(100);
    const own = makePlan({ ...rest, video: { ...picture, startTime: 0.5, duration: 10 } }, source);
    expect(own.claimedFrames).toBe(315);
  });
});

describe('more tasks', () => {
  test('follow the planned ones without gap or overlap, and reach twice as far each time', () => {
    const unknown = plan(undefined);
    const all = video(firstTasks(unknown)).filter(({ firstSegment }) => firstSegment > 0);
    const reach = () => all.at(-1)!.firstSegment * 120 + all.at(-1)!.frames;
    for (let round = 0; round < 4; round += 1) {
      const before = reach();
      all.push(...video(moreTasks(unknown, before)));
      expect(reach()).toBeGreaterThanOrEqual(2 * before);
    }
    all.slice(1).forEach(({ firstSegment }, i) => {
      expect(firstSegment).toBe(all[i]!.firstSegment + all[i]!.frames / 120);
    });
  });

  test('a length that was told a little short costs one more task', () => {
    const planned = Math.max(
      ...video(tasks(28)).map(({ firstSegment, frames }) => firstSegment * 120 + frames),
    );
    const [next, ...others] = video(moreTasks(plan(28), planned));
    expect(next).toMatchObject({ firstSegment: planned / 120, poster: false });
    expect(next!.rungs).toHaveLength(5);
    expect(others).toEqual([]);
  });

  test('of a video that said it was short leave the fast lane where it no longer is', () => {
    const lanes = (planned: number) => new Set(moreTasks(plan(3), planned).map(({ lane }) => lane));
    expect(lanes(6 * 120)).toEqual(new Set(['fast']));
    expect(lanes(15 * 120)).toEqual(new Set(['bulk']));
  });
});

test('a promise of hours in a file of kilobytes is not believed', () => {
  expect(makePlan(info(26_002), { ...source, size: 500_000 }).credible).toBe(false);
  expect(makePlan(info(4), { ...source, size: 500_000 }).credible).toBe(true);
});
