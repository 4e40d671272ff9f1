import { describe, expect, it } from 'vitest';
import { MalformedMediaError } from '../boxes.ts';
import { readAvcConfiguration } from './sequence-parameters.ts';

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16));
const common = { level: 30, chromaFormat: 1, bitDepth: 8, progressive: true, width: 640, height: 360 };

/** `avcC` boxes as x264 and ffmpeg write them. */
const written = {
  hd: '01640028ffe1001e67640028acd940780227e5c05a808080a0000003002000000781e30632c001000668ebe3cb22c0fdf8f800',
  baseline: '0142c01effe100196742c01ed900a02ff970110000030001000003003c0f162e4801000568cb83cb20',
  interlaced:
    '0164001effe1001c6764001eacd940b424dff8020001688000000300800000190f8a14cb01000668fba3cb22c0fdf8f800',
  tenBits: '016e001effe1001b676e001ea6cd940a02ff970110000003001000000303c0f162d96001000668ebe3cb22c0fdfafa00',
  halfChroma:
    '017a001effe1001a677a001ebcd940a02ff89c0440000003004000000f03c58b658001000668ebe3cb22c0fef8f800',
  allChroma:
    '01f4001effe1001b67f4001e919b281405ff1380b640000003004000000f03c58b658001000668ebe3c44844fff8f800',
  narrow:
    '01640020ffe1001d67640020acd9405005bbff0008000910000003001000000780f183196001000768ebe3cb3002c0fdf8f800',
};

describe('the parameter sets of H.264', () => {
  it.each([
    [
      'hd' as const,
      {
        profile: 100,
        level: 40,
        width: 1920,
        height: 1080,
        color: { primaries: 1, transfer: 1, matrix: 1, fullRange: false },
      },
    ],
    ['baseline' as const, { profile: 66 }],
    [
      'interlaced' as const,
      {
        profile: 100,
        width: 720,
        height: 576,
        progressive: false,
        pixelAspect: { horizontal: 64, vertical: 45 },
      },
    ],
    ['tenBits' as const, { profile: 110, bitDepth: 10 }],
    ['halfChroma' as const, { profile: 122, chromaFormat: 2 }],
    [
      'allChroma' as const,
      { profile: 244, chromaFormat: 3, color: { primaries: 2, transfer: 2, matrix: 2, fullRange: true } },
    ],
    [
      'narrow' as const,
      { profile: 100, level: 32, width: 1280, height: 720, pixelAspect: { horizontal: 8, vertical: 9 } },
    ],
  ])('are read: %s', (name, expected) => {
    const { lengthBytes, parameterSets } = readAvcConfiguration(bytes(written[name]));
    expect(lengthBytes).toBe(4);
    expect(parameterSets).toMatchObject([{ ...common, ...expected }]);
  });

  it.each([
    ['that end too early', written.hd.slice(0, 40)],
    ['that are something else', written.hd.replace('67', '68')],
    // Level 40, then thirty-two zero bits where a number should begin.
    ['with a number beyond 32 bits', '01640028ffe1000967640028000000000000'],
    ['cut in the middle of a number', '01640028ffe100066764002800ff'],
  ])('are refused %s', (_, hex) => {
    expect(() => readAvcConfiguration(bytes(hex))).toThrow(MalformedMediaError);
  });
});
