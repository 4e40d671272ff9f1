import { describe, expect, it } from 'vitest';
import { pickWindows } from '../analysis/windows.ts';
import { planLadder } from '../ladder.ts';
import {
  analyzeArguments,
  analyzeGraph,
  comparedRungs,
  sampleSizes,
  type AnalyzePlan,
} from './analyze-arguments.ts';

const frameRate = { numerator: 30, denominator: 1 };
const plan = (width: number, height: number): AnalyzePlan => ({
  source: { index: 0, frameRate, interlaced: false, hdr: 'sdr', matrix: 'bt709', fullRange: false },
  rungs: planLadder({ width, height, frameRate }),
  windows: pickWindows(60, 30),
});

describe('analyzeArguments', () => {
  const args = analyzeArguments('INPUT', plan(1920, 1080), 1);

  it('binds each of its inputs', () => {
    const inputs = args.flatMap((arg, index) => (arg === 'INPUT' ? [index] : []));
    expect(inputs).toHaveLength(8);
    inputs.forEach((end, position) => {
      const options = args.slice(position === 0 ? 0 : inputs[position - 1], end);
      for (const option of ['-protocol_whitelist', '-format_whitelist', '-codec_whitelist', '-max_alloc']) {
        expect(options).toContain(option);
      }
    });
  });

  it('writes nothing of the source but sizes and measurements', () => {
    expect(args.join(' ')).not.toMatch(/-map 0:/);
    expect(args.filter((arg) => arg === 'framecrc')).toHaveLength(2);
    expect(args.filter((arg) => arg === 'null')).toHaveLength(3);
  });
});

describe('analyzeGraph', () => {
  it('encodes few pixels, of whole pictures and of a part in full size', () => {
    expect(sampleSizes(plan(1920, 1080))).toMatchObject({ whole: { width: 426, height: 240 } });
    expect(analyzeGraph(plan(1920, 1080))).toContain('crop=iw*0.222049:ih*0.222049,scale=426:240:');
    expect(sampleSizes(plan(320, 180)).share).toBe(1);
    expect(sampleSizes(plan(1080, 1920)).part).toEqual({ width: 240, height: 426 });
  });

  it('compares the top rung with the two below it, where there are', () => {
    expect(comparedRungs(plan(1920, 1080)).map(({ name }) => name)).toEqual(['v720', 'v480']);
    expect(comparedRungs(plan(320, 240))).toEqual([]);
    expect(analyzeGraph(plan(320, 240))).not.toContain('blend');
  });

  it('maps tones and takes fields apart as the encode does', () => {
    const { source, ...rest } = plan(1920, 1080);
    const graph = analyzeGraph({ ...rest, source: { ...source, hdr: 'pq', interlaced: true } });
    expect(graph.match(/tonemap/g)).toHaveLength(3 * 3 + 5);
    expect(graph.match(/bwdif/g)).toHaveLength(8);
  });
});
