import { describe, expect, test } from 'vitest';
import { advance } from './advance.ts';
import { audio, done, high, job, low, plan, rest, restDone, task } from './spec-ten-seconds.ts';
import type { Job } from './types.ts';

describe('sound that goes on after the picture', () => {
  const long = audio({ state: 'done', framesDone: 600 });
  const ended = [low(done), high(done), rest(restDone)];

  test('keeps the last picture until it ends', () => {
    const change = advance(job, [...ended, long]);
    expect(change.job).toMatchObject({ state: 'playable', durationSeconds: 20, plan: { endFrame: 600 } });
    expect(change.create?.map(({ spec }) => spec)).toMatchObject([
      { kind: 'hold', firstSegment: 2, firstFrame: 240, holdFrom: 300 },
      { kind: 'hold', firstSegment: 3 },
      { kind: 'hold', firstSegment: 4, segmentFrames: [120] },
    ]);
  });

  test('is waited for, and so is every task that may find an earlier end', () => {
    expect(advance(job, [...ended, audio()]).create).toEqual([]);
    const open = advance(job, [low(done), high(), rest(restDone), long]);
    expect(open).toMatchObject({ job: { plan: { endFrame: null } }, create: [] });
  });

  test('is finished when the held picture is there', () => {
    const held = { kind: 'hold', firstSegment: 2, frames: 360 } as const;
    expect(advance(job, [...ended, long, task('hold', held)])).toMatchObject({
      job: { state: 'playable' },
      create: [],
    });
    expect(
      advance(job, [...ended, long, task('hold', { ...held, state: 'done', framesDone: 360 })]),
    ).toMatchObject({
      job: { state: 'finalizing', durationSeconds: 20 },
    });
  });

  test('by a moment only does not', () => {
    const change = advance(job, [...ended, audio({ state: 'done', framesDone: 310 })]);
    expect(change.job).toMatchObject({ state: 'finalizing', plan: { endFrame: 300 } });
  });
});

describe('sound alone', () => {
  const clock = { numerator: 1000, denominator: 1 };
  const heard: Job = { ...job, plan: { ...plan, video: null, clock, rungs: [], claimedFrames: 10_000 } };

  test('plays as soon as some of it is there, and ends where it ends', () => {
    expect(advance(heard, [audio({ state: 'running', segmentsDone: 1 })]).job?.state).toBe('playable');
    expect(advance(heard, [audio({ state: 'done', framesDone: 9_990 })]).job).toMatchObject({
      state: 'finalizing',
      durationSeconds: 9.99,
    });
  });

  test('of which nothing could be read is damaged', () => {
    expect(advance(heard, [audio({ state: 'done', framesDone: 0 })]).job).toMatchObject({
      failureCode: 'damaged',
    });
  });
});
