import { describe, expect, it } from 'vitest';
import { optionValue } from '../spec-arguments.ts';
import type { ClipFacts } from '../types.ts';
import { mediacms } from './mediacms.ts';
import { afterOptimize, isCopied, optimize, targetRate } from './peertube.ts';

const facts: ClipFacts = {
  ...{ width: 1920, height: 1080, framesPerSecond: 30, seconds: 24, bitRate: 20_000_000 },
  ...{ codec: 'h264', pixelFormat: 'yuv420p', audioCodec: 'aac' },
};
describe('PeerTube’s pipeline', () => {
  it('aims at its own rates', () => {
    const rates = [240, 360, 480, 720, 1080].map((height) => targetRate(height, facts));
    expect(rates).toEqual([522_240, 1_036_800, 1_474_560, 3_041_280, 6_220_800]);
    expect(targetRate(1080, { ...facts, bitRate: 1_000_000 })).toBe(1_300_000);
  });

  it('encodes what is above its table, and copies what is within it', () => {
    expect(isCopied(facts)).toBe(false);
    expect(isCopied({ ...facts, bitRate: 10_000_000 })).toBe(true);
    expect(isCopied({ ...facts, bitRate: 4_000_000, pixelFormat: 'yuv422p' })).toBe(false);
    expect(isCopied({ ...facts, bitRate: 4_000_000, audioCodec: 'opus' })).toBe(false);
    expect(optionValue(optimize('clip', facts, 'stock').args, '-c:v')).toBe('libx264');
    expect(optionValue(optimize('clip', { ...facts, bitRate: 4_000_000 }, 'stock').args, '-c:v')).toBe(
      'copy',
    );
  });

  it('makes the top rung by copying, the others from its own first encode, and decodes once more for the storyboard', () => {
    const stages = afterOptimize({ ...facts, bitRate: 6_000_000 }, 'stock');
    const names = stages.map((stage) => stage.map(({ name }) => name));
    expect(names).toEqual([['hls-top'], ['hls-720'], ['hls-480'], ['hls-360'], ['hls-240'], ['storyboard']]);
    const steps = stages.flat();
    expect(new Set(steps.map(({ args }) => optionValue(args, '-i')))).toEqual(new Set(['web-video.mp4']));
    expect(optionValue(steps[0]!.args, '-c:v')).toBe('copy');
    const { args } = steps[1]!;
    expect(optionValue(args, '-vf')).toBe('scale=w=-2:h=720');
    expect([optionValue(args, '-maxrate:v'), optionValue(args, '-bufsize:v')]).toEqual([
      '3041280',
      '6082560',
    ]);
    expect([optionValue(args, '-bf'), optionValue(args, '-g:v'), optionValue(args, '-r')]).toEqual([
      '16',
      '60',
      '30',
    ]);
    expect(args).not.toContain('-crf');
  });

  it('takes one thread and one job at a time in stock, all of both when tuned', () => {
    const stock = afterOptimize(facts, 'stock');
    expect(stock.every((stage) => stage.length === 1)).toBe(true);
    expect(stock.flat().every(({ args }) => optionValue(args, '-threads') === '1')).toBe(true);
    const tuned = afterOptimize(facts, 'tuned');
    expect(tuned.map((stage) => stage.length)).toEqual([1, 5]);
    expect(tuned.flat().every(({ args }) => optionValue(args, '-threads') === '0')).toBe(true);
  });
});

describe('MediaCMS’s pipeline', () => {
  it('reads the original for every profile, the small ones first, and packages each', () => {
    const stages = mediacms('clip', facts);
    const names = stages.flat().map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(['mp4-240', 'hls-240', 'mp4-360', 'hls-360']);
    expect(names).toHaveLength(10);
    const encodes = stages.flat().filter(({ name }) => name.startsWith('mp4'));
    expect(
      encodes.every(({ args }) => optionValue(args, '-i') === 'clip' && optionValue(args, '-crf') === '23'),
    ).toBe(true);
    expect(encodes.map(({ args }) => optionValue(args, '-preset'))).toEqual([
      'medium',
      'medium',
      'medium',
      'faster',
      'faster',
    ]);
    expect(encodes.map(({ args }) => optionValue(args, '-maxrate'))).toEqual([
      '450k',
      '750k',
      '1500k',
      '3750k',
      '6750k',
    ]);
  });

  it('does not make rungs above the source', () => {
    expect(mediacms('clip', { ...facts, width: 854, height: 480 })).toHaveLength(6);
  });
});
