import type { SourceInfo } from '@matinee/media';
import { describe, expect, test } from 'vitest';
import { makePlan } from './plan.ts';
import { info, source, without } from './spec-sources.ts';

describe('what a source promises', () => {
  test('is its picture’s own length where it has one, not that of a longer sound', () => {
    const { video, ...rest } = info(100);
    const own = makePlan({ ...rest, video: { ...video!, startTime: 0.5, duration: 10 } }, source);
    expect(own.claimedFrames).toBe(315);
  });

  test('is not believed where hours are promised in kilobytes', () => {
    const small = { ...source, size: 500_000 };
    expect(makePlan(info(26_002), small)).toMatchObject({ credible: false, claimedFrames: 0 });
    expect(makePlan(info(4), small)).toMatchObject({ credible: true, claimedFrames: 120 });
  });

  test('is counted in thousandths of a second where there is only sound', () => {
    expect(makePlan(without('video', 10), source)).toMatchObject({
      video: null,
      rungs: [],
      clock: { numerator: 1000, denominator: 1 },
      claimedFrames: 10_000,
    });
  });

  test('keeps the sound in other languages apart', () => {
    const more: Partial<SourceInfo> = {
      otherAudio: [{ ...info(1).audio!, index: 3, language: 'ger' }],
    };
    expect(makePlan(info(10, more), source)).toMatchObject({
      audio: { name: 'audio', streamIndex: 1, language: null },
      otherAudio: [{ name: 'audio-2', streamIndex: 3, language: 'ger' }],
    });
  });
});

describe('a picture that can be copied', () => {
  const passthrough = {
    index: { offset: 32, size: 9000, track: 1 },
    firstSamples: [0, 150, 290, 300],
    startFrames: [0, 150, 290, 300],
  };

  test('is the largest rung, in its own size, and gives all rungs its keyframes to be cut at', () => {
    const plan = makePlan(info(10), source, { passthrough });
    expect(plan.rungs.at(-1)).toMatchObject({ name: 'v1080', width: 1920, height: 1080 });
    // A frame or two that a decoder shows after the last one belong to the last segment.
    expect(plan.grid).toEqual({ framesPerSegment: 120, starts: [0, 150, 290, 330] });
    expect(plan.claimedFrames).toBe(300);
  });

  test('takes the place of a rung that is nearly as large', () => {
    const { video, ...rest } = info(10);
    const odd = makePlan({ ...rest, video: { ...video!, width: 854, height: 490 } }, source, { passthrough });
    expect(odd.rungs.map(({ name }) => name)).toEqual(['v240', 'v360', 'v490']);
  });

  test('is encoded all the same where the ladder has one rung', () => {
    const { video, ...rest } = info(10);
    const small = { ...rest, video: { ...video!, width: 320, height: 240 } };
    expect(makePlan(small, source, { passthrough }).passthrough).toBeNull();
  });

  test('is told why it cannot be', () => {
    const plan = makePlan(info(10), source, { passthrough: { reasons: ['open_gop'] } });
    expect(plan).toMatchObject({ passthrough: null, reasons: ['open_gop'], grid: { starts: [0, 60] } });
  });
});
