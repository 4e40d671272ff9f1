import { evenGrid } from '@matinee/media';
import { describe, expect, test } from 'vitest';
import type { RenditionOutput } from '../work/contract.ts';
import { collectRenditions, mergeOutputs } from './renditions.ts';
import type { Plan } from './types.ts';

const part = (name: string, prefix: string, indexes: number[], init = 'a'): RenditionOutput => ({
  name,
  initKey: `${prefix}/init.mp4`,
  initSha256: init.repeat(64),
  codec: 'avc1.640028',
  timescale: 1000,
  segments: indexes.map((index) => ({ index, key: `${prefix}/${index}`, ticks: 4000, bytes: 10 })),
});
const plan = {
  rungs: [{ name: 'v240' }, { name: 'v720' }],
  grid: evenGrid(120),
  clock: { numerator: 30, denominator: 1 },
  endFrame: null,
  audio: { name: 'audio' },
  otherAudio: [{ name: 'audio-2' }],
} as unknown as Plan;
const names = (outputs: RenditionOutput[], settled = plan) =>
  collectRenditions(settled, [{ renditions: outputs }]).map(({ name, segments }) => [
    name,
    segments.map(({ index }) => index).join(),
  ]);

describe('renditions', () => {
  test('are put together in order, whatever order their tasks ended in', () => {
    const outputs = [part('v720', 'c', [1, 2]), part('v240', 'b', [0]), part('v720', 'a', [0])];
    expect(names(outputs)).toEqual([
      ['v240', '0'],
      ['v720', '0,1,2'],
    ]);
  });

  test('end before the first gap, and are not there without a first segment', () => {
    expect(names([part('v240', 'a', [0, 1, 3]), part('v720', 'b', [1, 2])])).toEqual([['v240', '0,1']]);
  });

  test('nothing is listed beyond the end of the video, neither picture nor sound', () => {
    const outputs = [part('v240', 'a', [0, 1, 2, 3]), part('audio', 'b', [0, 1, 2, 3])];
    expect(names(outputs, { ...plan, endFrame: 250 })).toEqual([
      ['v240', '0,1,2'],
      ['audio', '0,1,2'],
    ]);
  });
});

describe('reports of one task', () => {
  test('add up, whether they repeat what was reported or not', () => {
    const first = mergeOutputs(null, [part('audio', 'a', [0, 1])]);
    expect(mergeOutputs(first, [part('audio', 'a', [1, 2])])).toEqual({
      renditions: [part('audio', 'a', [0, 1, 2])],
    });
  });

  test('what players have read stays when another worker starts over', () => {
    const first = mergeOutputs(null, [part('audio', 'a', [0, 1])]);
    const keys = mergeOutputs(first, [part('audio', 'b', [0, 1, 2])]).renditions[0]!.segments.map(
      ({ key }) => key,
    );
    expect(keys).toEqual(['a/0', 'a/1', 'b/2']);
  });

  test('another init segment means another encoder: all of it is replaced', () => {
    const first = mergeOutputs(null, [part('audio', 'a', [0, 1])]);
    expect(mergeOutputs(first, [part('audio', 'b', [0], 'b')])).toEqual({
      renditions: [part('audio', 'b', [0], 'b')],
    });
  });
});
