import { describe, expect, it } from 'vitest';
import { audioArguments, coverArguments, drawingArguments, loudnessArguments } from './audio-arguments.ts';

const sound = {
  name: 'audio-2',
  streamIndex: 3,
  segmentSeconds: 4,
  maxSeconds: 90,
  padTo: null,
  gainDb: -4.5,
  peaks: true,
};
const windows = [
  { start: 0, seconds: 3 },
  { start: 60, seconds: 3 },
];
const after = (args: string[], option: string) => args[args.indexOf(option) + 1];

describe('tools that read the sound of an upload', () => {
  it.each([
    ['loudness', loudnessArguments('INPUT', sound, windows)],
    ['cover', coverArguments('INPUT', 1)],
    ['encode', audioArguments('INPUT', sound, 1)],
  ])('are bound before every opening: %s', (_, args) => {
    let from = 0;
    for (let input = args.indexOf('INPUT'); input !== -1; input = args.indexOf('INPUT', input + 1)) {
      const before = args.slice(from, input);
      expect(after(before, '-protocol_whitelist')).toBe('http,tcp');
      expect(before).toEqual(
        expect.arrayContaining(['-format_whitelist', '-codec_whitelist', '-max_alloc', '-max_pixels']),
      );
      from = input + 1;
    }
    expect(from).toBeGreaterThan(0);
  });

  it('measure every window once, mixed down as it will be heard', () => {
    const args = loudnessArguments('INPUT', sound, windows);
    expect(args.filter((arg) => arg === 'INPUT')).toHaveLength(2);
    expect(args.filter((arg) => arg === '-ss')).toHaveLength(1);
    const mixed = /aresample=[^,]+,aformat=[^,[]+/.exec(after(args, '-filter_complex')!)![0];
    expect(after(audioArguments('INPUT', sound, 1), '-filter_complex')).toContain(mixed);
  });

  it('write below the name of the rendition, at one gain, and samples only where asked', () => {
    const args = audioArguments('INPUT', sound, 1);
    expect(after(args, '-hls_segment_filename')).toBe('audio-2/%05d.m4s');
    expect(after(args, '-filter_complex')).toMatch(/^\[0:3\].*,volume=-4\.5dB,alimiter=/);
    expect(args.at(-1)).toBe('pipe:3');
    expect(audioArguments('INPUT', { ...sound, peaks: false }, 1)).not.toContain('pipe:3');
  });

  it('mix what has a layout, and take the first two of more tracks', () => {
    const graph = (channels: number) =>
      after(audioArguments('INPUT', { ...sound, channels }, 1), '-filter_complex');
    expect(graph(8)).not.toContain('pan=');
    expect(graph(10)).toMatch(/^\[0:3\]pan=stereo\|c0=c0\|c1=c1,/);
  });

  it('read our own drawing as a file and as nothing else', () => {
    const args = drawingArguments({ width: 1280, height: 720 });
    expect(args.slice(0, args.indexOf('-i'))).toEqual(expect.arrayContaining(['-f', 'rawvideo']));
    expect(after(args, '-i')).toBe('file:waveform.rgb');
  });
});
