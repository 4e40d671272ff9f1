import { evenGrid } from '@matinee/media';
import { describe, expect, test } from 'vitest';
import { advance } from './advance.ts';
import type { Job, Plan, Task } from './types.ts';

const rate30 = { numerator: 30, denominator: 1 };
const rung = (name: string, width: number) => ({
  name,
  codec: 'h264' as const,
  width,
  height: Number(name.slice(1)),
  maxRate: 1,
  bufferSize: 2,
});
const plan: Plan = {
  source: { bucket: 'originals', key: 'k', size: 1_000_000 },
  video: {
    frameRate: rate30,
    startTime: 0,
    interlaced: false,
    hdr: 'sdr',
    fullRange: false,
    index: 0,
    matrix: 'bt709',
    width: 1280,
    height: 720,
  },
  clock: rate30,
  rungs: [rung('v240', 426), rung('v720', 1280)],
  grid: evenGrid(120),
  gopSeconds: null,
  passthrough: null,
  reasons: [],
  analyzed: true,
  claimedFrames: 300,
  credible: true,
  pictureEnd: null,
  endFrame: null,
  audio: { name: 'audio', streamIndex: 1, channels: 2, language: null },
  otherAudio: [],
  coverIndex: null,
  warnings: [],
  storyboard: null,
  stills: [],
  waveformKey: null,
};
const job: Job = {
  videoKey: 'a'.repeat(24),
  ownerId: '0b9c5b0e-6a5e-4d8e-9d53-0f0a53c0e7d1',
  sourceEtag: null,
  sourceSize: 1_000_000,
  sequencer: null,
  generation: 1,
  state: 'encoding',
  revision: 1,
  progress: 0,
  plan,
  durationSeconds: 10,
  width: 1280,
  height: 720,
  posterKey: null,
  masterKey: null,
  mp4Key: null,
  failureCode: null,
  deadline: new Date(0),
  announcedAt: null,
};

const task = (id: string, more: Partial<Task>): Task => ({
  id,
  kind: 'video',
  state: 'pending',
  rungs: ['v240', 'v720'],
  firstSegment: 0,
  frames: 120,
  framesDone: 0,
  segmentsDone: 0,
  weight: 1,
  ...more,
});
const done = { state: 'done', framesDone: 120 } as const;
/** A ten second video: 300 frames, cut into the first segment by rungs and the rest. */
const low = (more: Partial<Task> = {}) => task('low', { rungs: ['v240'], ...more });
const high = (more: Partial<Task> = {}) => task('high', { rungs: ['v720'], ...more });
const rest = (more: Partial<Task> = {}) => task('rest', { firstSegment: 1, frames: 240, ...more });
const audio = (more: Partial<Task> = {}) =>
  task('audio', { kind: 'audio', rungs: ['audio'], frames: 0, ...more });
const restDone = { state: 'done', framesDone: 180 } as const;

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

describe('a copied picture', () => {
  const copied: Job = {
    ...job,
    plan: {
      ...plan,
      passthrough: { index: { offset: 0, size: 1, track: 1 }, firstSamples: [0, 300], startFrames: [0, 300] },
    },
  };
  const copy = (more: Partial<Task> = {}) =>
    task('copy', { kind: 'copy', rungs: ['v720'], frames: 0, ...more });
  const sound = audio({ state: 'running', segmentsDone: 1 });

  test('plays before anything is encoded', () => {
    expect(advance(copied, [copy({ state: 'running', segmentsDone: 1 }), low(), sound]).job?.state).toBe(
      'playable',
    );
  });

  test('is not held', () => {
    const tasks = [
      copy({ state: 'done' }),
      low(done),
      rest(restDone),
      audio({ state: 'done', framesDone: 900 }),
    ];
    expect(advance(copied, tasks).job).toMatchObject({ state: 'finalizing', plan: { endFrame: 300 } });
  });
});

describe('before it is known how hard the picture is to encode', () => {
  const early: Job = { ...job, plan: { ...plan, analyzed: false } };
  const analyze = (more: Partial<Task> = {}) =>
    task('analyze', { kind: 'analyze', rungs: [], frames: 0, ...more });

  test('the first segment plays, and nothing beyond it is missed', () => {
    const tasks = [low(done), audio({ state: 'running', segmentsDone: 1 }), analyze({ state: 'running' })];
    expect(advance(early, tasks)).toMatchObject({ job: { state: 'playable' }, create: [] });
  });

  test('nothing is finished, even where the source ends early', () => {
    const tasks = [
      low({ ...done, framesDone: 60 }),
      audio({ state: 'done', framesDone: 60 }),
      analyze({ state: 'done' }),
    ];
    expect(advance(early, tasks).job?.state).not.toBe('finalizing');
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
