import { describe, expect, test } from 'vitest';
import { advance } from './advance.ts';
import { audio, done, high, job, low, plan, rest, restDone, task } from './spec-ten-seconds.ts';

describe('when a video becomes playable', () => {
  test.each([
    ['nothing is done', [low(), high(), audio(), rest()], 'encoding'],
    ['only the low rungs are there', [low(done), high(), audio(), rest()], 'encoding'],
    ['only the high rungs and sound are there', [low(), high(done), audio(done), rest()], 'encoding'],
    ['only later segments and sound are there', [low(), high(), audio(done), rest(restDone)], 'encoding'],
    [
      'low rungs and the first sound are there',
      [low(done), high(), audio({ state: 'running', segmentsDone: 1 }), rest()],
      'playable',
    ],
    ['sound turned out to be empty', [low(done), high(), audio({ state: 'done' }), rest()], 'playable'],
  ] as const)('%s: %s', (_name, tasks, state) => {
    expect(advance(job, [...tasks]).job?.state).toBe(state);
  });

  test('a silent video does not wait for sound', () => {
    const silent = { ...job, plan: { ...plan, audio: null } };
    expect(advance(silent, [low(done), high(), rest()])).toMatchObject({
      job: { state: 'playable' },
      announce: 'now',
    });
  });

  test('it never stops being playable', () => {
    const change = advance({ ...job, state: 'playable' }, [low(), high(), audio(), rest()]);
    expect(change).toMatchObject({ job: { state: 'playable' }, announce: 'sparingly' });
  });
});

describe('where the source ends', () => {
  test('a task with fewer frames than planned gives the exact duration', () => {
    const ended = rest({ state: 'done', framesDone: 181 });
    const change = advance(job, [low(done), high(), audio(), ended]);
    expect(change.job).toMatchObject({
      durationSeconds: 301 / 30,
      plan: { pictureEnd: 301, endFrame: null },
    });
    const heard = advance(job, [low(done), high(), audio({ state: 'done', framesDone: 303 }), ended]);
    expect(heard.job).toMatchObject({ durationSeconds: 301 / 30, plan: { endFrame: 301 } });
  });

  test('work beyond the end is cancelled, whoever has it', () => {
    const tasks = [
      low({ state: 'done', framesDone: 60 }),
      high({ state: 'running' }),
      audio(),
      rest({ state: 'running' }),
      task('later', { firstSegment: 3 }),
    ];
    expect(advance(job, tasks).cancel).toEqual(['rest', 'later']);
  });

  test('a source that fills all planned frames gets more tasks, one chunk at first and then more', () => {
    const full = advance(job, [low(done), high(done), audio(done), rest({ state: 'done', framesDone: 240 })]);
    expect(full.job?.state).toBe('playable');
    const specs = (full.create ?? []).map(({ spec }) => spec);
    expect(specs).toMatchObject([{ kind: 'video', firstSegment: 3 }]);
  });

  test('a promise that is kept to a tenth only means a damaged file', () => {
    const tasks = [low({ state: 'done', framesDone: 29 }), high(), audio(), rest()];
    expect(advance(job, tasks)).toMatchObject({
      job: { state: 'failed', failureCode: 'damaged' },
      cancel: 'all',
    });
  });

  test('a promise nobody could believe is not held against the file', () => {
    const liar = { ...job, plan: { ...plan, claimedFrames: 780_000, credible: false } };
    const tasks = [low(done), high(done), audio(done), rest({ state: 'done', framesDone: 2 })];
    expect(advance(liar, tasks).job).toMatchObject({
      state: 'finalizing',
      durationSeconds: 122 / 30,
    });
  });

  test('no frame at all means a damaged file', () => {
    const tasks = [low({ state: 'done', framesDone: 0 }), high(), audio(), rest()];
    expect(advance(job, tasks).job).toMatchObject({ failureCode: 'damaged' });
  });

  test('a source beyond the longest video is too long', () => {
    const last = task('last', { ...done, firstSegment: 10_800 });
    expect(advance(job, [low(done), high(done), audio(done), last]).job).toMatchObject({
      failureCode: 'too_long',
    });
  });
});

describe('the last step', () => {
  const all = [low(done), high(done), audio(done), rest(restDone)];

  test('comes once, when everything before the end is done', () => {
    const change = advance({ ...job, state: 'playable' }, all);
    expect(change).toMatchObject({ job: { state: 'finalizing' }, announce: 'now' });
    expect(change.create).toMatchObject([{ spec: { kind: 'finalize' }, lane: 'fast' }]);
  });

  test.each(['low', 'high', 'audio', 'rest'])('waits for %s', (id) => {
    const tasks = all.map((one) => (one.id === id ? { ...one, state: 'running' as const } : one));
    expect(advance({ ...job, plan: { ...plan, endFrame: 300 } }, tasks).job?.state).not.toBe('finalizing');
  });

  test.each(['queued', 'finalizing', 'ready', 'failed', 'deleted'] as const)(
    '%s: nothing follows any more',
    (state) => {
      expect(advance({ ...job, state }, all)).toEqual({});
    },
  );
});

describe('progress', () => {
  test('is a share of the whole film, also while only its first tasks are planned', () => {
    const film = { ...job, plan: { ...plan, analyzed: false, claimedFrames: 30 * 100 } };
    expect(advance(film, [low(done), audio({ state: 'done' })]).job?.progress).toBe(0.02);
  });

  test('is the finished share, keeps 1 for the end, and never falls', () => {
    const halfway = advance(job, [low(done), high(done), audio(), rest()]);
    expect(halfway.job?.progress).toBe(0.5);
    expect(advance({ ...job, progress: 0.8 }, [low(done), high(), audio(), rest()]).job?.progress).toBe(0.8);
    const nearly = advance(job, [low(done), high(done), audio(done), rest(restDone)]);
    expect(nearly.job?.progress).toBeLessThan(1);
    expect(nearly.job?.progress).toBeGreaterThan(0.9);
  });
});

test('a file of which only a part could be read says so', () => {
  const all = (frames: number) => [low(done), high(done), audio({ state: 'done', framesDone: frames })];
  const whole = advance(job, [...all(300), rest(restDone)]);
  expect(whole.job?.plan?.warnings).toEqual([]);
  const halfRead = rest({ state: 'done', framesDone: 30 });
  expect(advance(job, [...all(150), halfRead]).job?.plan?.warnings).toEqual(['partial_source']);
  // Also where the sound is whole, and the last picture is held.
  expect(advance(job, [...all(300), halfRead]).job?.plan?.warnings).toEqual(['partial_source']);
});
