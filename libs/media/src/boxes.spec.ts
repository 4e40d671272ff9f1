import { describe, expect, it } from 'vitest';
import { findBox, MalformedMediaError, needBox, readBoxes } from './boxes.ts';
import { readInitSegment } from './fmp4-init.ts';
import { readMediaSegment } from './fmp4-segment.ts';

const bytes = (...parts: (number[] | Uint8Array | string)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : [...part])),
  );
const u16 = (value: number) => [value >> 8, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
const box = (type: string, ...parts: (number[] | Uint8Array)[]) => {
  const body = bytes(...parts);
  return bytes(u32(8 + body.length), type, body);
};
const zeros = (count: number) => Array<number>(count).fill(0);

describe('boxes', () => {
  it('are found by path', () => {
    const file = bytes(box('free'), box('moov', box('trak', box('tkhd', [7]))));
    expect(needBox(file, 'moov', 'trak', 'tkhd')).toEqual(bytes([7]));
    expect(findBox(file, 'moov', 'mvex', 'trex')).toBeUndefined();
    expect(() => needBox(file, 'moov', 'mvex')).toThrow(MalformedMediaError);
  });

  it('may have a 64-bit size, or reach to the end', () => {
    const large = bytes(u32(1), 'mdat', u32(0), u32(18), [1, 2]);
    const last = bytes(u32(0), 'free', [3]);
    expect(readBoxes(bytes(large, last)).map(({ type, body }) => [type, [...body]])).toEqual([
      ['mdat', [1, 2]],
      ['free', [3]],
    ]);
  });

  it.each([
    ['larger than the file', bytes(u32(100), 'mdat', [1])],
    ['smaller than their own header', bytes(u32(4), 'mdat')],
    ['cut in the header', bytes([0, 0, 0])],
  ])('%s are refused', (_, file) => {
    expect(() => readBoxes(file)).toThrow(MalformedMediaError);
  });
});

const track = (entry: Uint8Array, timescale: number) =>
  box(
    'moov',
    box(
      'trak',
      box(
        'mdia',
        box('mdhd', zeros(12), u32(timescale), zeros(8)),
        box('minf', box('stbl', box('stsd', zeros(4), u32(1), entry))),
      ),
    ),
  );
const avc1 = (...boxes: Uint8Array[]) =>
  box('avc1', zeros(24), u16(1280), u16(720), zeros(50), box('avcC', [1, 0x64, 0x00, 0x1f]), ...boxes);

describe('readInitSegment', () => {
  it('tells codec, size, pixels and colour of a picture', () => {
    const colr = box('colr', bytes('nclx'), u16(1), u16(1), u16(1), [0]);
    const init = readInitSegment(track(avc1(box('pasp', u32(1), u32(1)), colr), 30000));
    expect(init).toEqual({
      kind: 'video',
      codec: 'avc1.64001f',
      timescale: 30000,
      video: {
        width: 1280,
        height: 720,
        pixelAspect: { horizontal: 1, vertical: 1 },
        color: { primaries: 1, transfer: 1, matrix: 1, fullRange: false },
      },
    });
  });

  it.each([
    ['8 bit', [0x81, 0x04, 0x0c, 0x00], 'av01.0.04M.08'],
    ['10 bit, high tier', [0x81, 0x0d, 0xcc, 0x00], 'av01.0.13H.10'],
    ['12 bit, professional', [0x81, 0x4d, 0x60, 0x00], 'av01.2.13M.12'],
  ])('tells AV1 of %s', (_, configuration, codec) => {
    const entry = box('av01', zeros(24), u16(1280), u16(720), zeros(50), box('av1C', configuration));
    expect(readInitSegment(track(entry, 15360))).toMatchObject({
      kind: 'video',
      codec,
      video: { width: 1280, height: 720, pixelAspect: { horizontal: 1, vertical: 1 } },
    });
  });

  it('tells codec and channels of sound', () => {
    const esds = [3, 0x80, 0x80, 0x80, 0x25, 0, 0, 0, 4, 0x17, ...zeros(13), 5, 2, 0x11, 0x90];
    const entry = box('mp4a', zeros(16), u16(2), zeros(6), u32(48000 << 16), box('esds', zeros(4), esds));
    expect(readInitSegment(track(entry, 48000))).toEqual({
      kind: 'audio',
      codec: 'mp4a.40.2',
      timescale: 48000,
      audio: { channels: 2, sampleRate: 48000 },
    });
  });

  it.each([
    ['without a track', box('moov', zeros(0))],
    ['of another codec', track(box('hvc1', zeros(70)), 1)],
    ['without a configuration', track(box('avc1', zeros(78)), 1)],
    ['with timescale zero', track(avc1(), 0)],
  ])('refuses one %s', (_, file) => {
    expect(() => readInitSegment(file)).toThrow(MalformedMediaError);
  });
});

describe('readMediaSegment', () => {
  /** Two frames of 512 ticks: a keyframe shown first, then one that depends on it. */
  const segment = (payload: number, count = 2, dataOffset = 100 + 8) => {
    const trun = box(
      'trun',
      [1, 0, 0x0e, 0x01],
      u32(count),
      u32(dataOffset),
      ...[u32(10), u32(0x2000000), u32(0)],
      ...[u32(5), u32(0x1010000), u32(-512 >>> 0)],
    );
    const tfhd = box('tfhd', [0, 0, 0, 0x08], u32(1), u32(512));
    const tfdt = box('tfdt', [1, 0, 0, 0], u32(0), u32(61440));
    const moof = box('moof', box('traf', tfhd, tfdt, trun));
    expect(moof.length).toBe(100);
    return bytes(box('styp'), moof, box('mdat', zeros(payload)));
  };

  it('tells times, frames and the first keyframe', () => {
    expect(readMediaSegment(segment(15))).toEqual({
      decodeTime: 61440,
      samples: 2,
      duration: 1024,
      firstPresentation: 61440,
      lastPresentation: 61440,
      startsWithKeyframe: true,
      keyBytes: 8 + 100 + 8 + 10,
    });
  });

  it.each([
    ['whose payload is cut, as on a full disk', segment(14)],
    ['that says it has a million frames more', segment(15, 1_000_000)],
    ['that says it has four billion frames', segment(15, 0xffffffff)],
    ['whose first frame lies outside of the payload', segment(15, 2, 7)],
    ['without a fragment', box('mdat', [1])],
    ['that is empty', bytes()],
  ])('refuses one %s', (_, file) => {
    expect(() => readMediaSegment(file)).toThrow(MalformedMediaError);
  });
});
