import { describe, expect, test } from 'vitest';
import { isOlder, receive } from './upload.ts';
import type { Job, JobState } from './types.ts';

const source = { bucket: 'b', key: 'k', size: 10 };
const job = (state: JobState, more: Partial<Job> = {}) =>
  ({ state, generation: 1, sourceEtag: 'one', sequencer: '0A', ...more }) as Job;
const file = (etag: string, sequencer = '0B') => ({ etag, sequencer, size: 10 });

describe('an arriving file', () => {
  test('starts a job that is new', () => {
    expect(receive(job('queued'), true, file('one'), source)).toMatchObject({
      job: { sourceEtag: 'one', sequencer: '0B', sourceSize: 10 },
      create: [{ spec: { kind: 'probe' } }],
      announce: 'now',
    });
  });

  test.each([
    ['the same file again', 'encoding', file('one')],
    ['an older file', 'encoding', file('two', '09')],
    ['any file of a deleted video', 'deleted', file('two')],
    ['another file of a published video', 'ready', file('two')],
  ] as const)('%s changes nothing', (_name, state, arrived) => {
    expect(receive(job(state), false, arrived, source)).toEqual({});
  });

  test.each(['queued', 'probing', 'encoding', 'playable', 'finalizing', 'failed'] as const)(
    'a newer file under the same key starts a video over that is %s',
    (state) => {
      expect(receive(job(state), false, file('two'), source)).toMatchObject({
        job: { generation: 2, state: 'queued', plan: null, sourceEtag: 'two' },
        cancel: 'all',
        create: [{ spec: { kind: 'probe' } }],
      });
    },
  );
});

test.each([
  ['0055AED6DCD90281E5', '0055AED6DCD90281E6', true],
  ['0055AED6DCD90281E6', '0055AED6DCD90281E5', false],
  ['A', 'A0', false],
  ['A', 'A01', true],
  [null, '01', false],
  ['01', null, false],
])('sequencer %s is older than %s: %s', (a, b, older) => {
  expect(isOlder(a, b)).toBe(older);
});
