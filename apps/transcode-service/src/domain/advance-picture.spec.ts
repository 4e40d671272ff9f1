import { describe, expect, test } from 'vitest';
import { advance } from './advance.ts';
import { audio, done, job, low, plan, rest, restDone, task } from './spec-ten-seconds.ts';
import type { Job, Task } from './types.ts';

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
