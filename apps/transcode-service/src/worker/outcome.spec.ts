import { expect, it } from 'vitest';
import { checkRun } from './outcome.ts';
import type { RunResult } from './sandbox.ts';

const ended = (changes: Partial<RunResult>) => () =>
  checkRun({ exitCode: 0, signal: null, stdout: '', stderr: '', frames: 0, ...changes }, [], 'damaged');

it('believes an exit code of zero for the time being', () => {
  expect(ended({})).not.toThrow();
});

it.each<[string, string, Partial<RunResult>]>([
  ['gave up by itself', 'damaged', { exitCode: 1, stderr: 'Invalid data found' }],
  [
    'could not load a library',
    'internal',
    { exitCode: 127, stderr: 'libx264.so.164: failed to map segment' },
  ],
  ['may not be executed', 'internal', { exitCode: 126 }],
  ['was killed', 'internal', { exitCode: null, signal: 'SIGKILL' }],
  ['had no memory', 'too_complex', { exitCode: 1, stderr: 'Cannot allocate memory' }],
  [
    'had no memory for x264',
    'too_complex',
    { exitCode: 1, stderr: 'x264 [error]: malloc of size 356992 failed' },
  ],
  ['met a full disk', 'no_space', { stderr: 'No space left on device' }],
  ['was too slow', 'too_complex', { exitCode: null, signal: 'SIGKILL', stopped: 'wall' }],
])('says of a tool that %s: %s', (_, code, run) => {
  expect(ended(run)).toThrow(expect.objectContaining({ code }));
});
