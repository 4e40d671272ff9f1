import { describe, expect, it } from 'vitest';
import { MalformedMediaError } from '../boxes.ts';
import { fullBox, u32, u64, zeros } from './box-writer.ts';
import { MAX_SAMPLES, readSampleIndex } from './sample-index.ts';
import { makeMoov, type Movie } from './spec-movie.ts';
import { readMovieTrack } from './track.ts';

const table = (type: string, ...rows: number[][]) =>
  fullBox(
    type,
    0,
    0,
    u32(rows.length),
    rows.flatMap((row) => row.flatMap((value) => u32(value))),
  );
/** Four samples of 100, 10, 10 and 20 bytes, two in a chunk. */
const samples = [100, 10, 10, 20].map((size, at) => ({ duration: 10, size, sync: at % 2 === 0 }));
const read = (movie: Movie = {}) =>
  readSampleIndex(readMovieTrack(makeMoov({ samples, perChunk: 2, gap: 7, ...movie }), 1).stbl);
const withTables = (...tables: Uint8Array[]) =>
  read({
    tables: Object.fromEntries(tables.map((bytes) => [String.fromCharCode(...bytes.slice(4, 8)), bytes])),
  });

describe('the tables of a track', () => {
  it('tell place, size, times and keyframes of every sample', () => {
    const index = read({
      samples: samples.map((sample, at) => ({ ...sample, offset: [10, 20, 0, -10][at]! })),
    });
    expect(index.count).toBe(4);
    expect([...index.offsets]).toEqual([48, 148, 165, 175]);
    expect([...index.sizes]).toEqual([100, 10, 10, 20]);
    expect([...index.decodeTimes]).toEqual([0, 10, 20, 30]);
    expect([...index.durations]).toEqual([10, 10, 10, 10]);
    expect([...index.compositionOffsets]).toEqual([10, 20, 0, -10]);
    expect([...index.sync]).toEqual([1, 0, 1, 0]);
  });

  it('may have one size for all, runs of times, and chunks of different lengths', () => {
    const index = withTables(
      fullBox('stsz', 0, 0, u32(5), u32(4)),
      table('stts', [3, 10], [0, 99], [1, 40]),
      table('ctts', [1, 7]),
      table('stsc', [1, 1, 1], [2, 3, 1]),
      table('stco', [1000], [2000]),
    );
    expect([...index.offsets]).toEqual([1000, 2000, 2005, 2010]);
    expect([...index.decodeTimes]).toEqual([0, 10, 20, 30]);
    expect([...index.durations]).toEqual([10, 10, 10, 40]);
    expect([...index.compositionOffsets]).toEqual([7, 0, 0, 0]);
  });

  it('may place samples beyond 4 GiB', () => {
    const co64 = fullBox('co64', 0, 0, u32(2), [2 ** 32 + 5, 2 ** 40].flatMap(u64));
    expect([...withTables(fullBox('stco', 0, 0, zeros(4)), co64).offsets]).toEqual([
      ...[2 ** 32 + 5, 2 ** 32 + 105, 2 ** 40, 2 ** 40 + 10],
    ]);
  });

  it('count every sample as a keyframe when they do not list any', () => {
    expect([...read({ tables: { stss: fullBox('free', 0, 0) } }).sync]).toEqual([1, 1, 1, 1]);
  });

  it('give the last sample the length of the one before when nobody knew it', () => {
    expect([...withTables(table('stts', [3, 10], [1, 0])).durations]).toEqual([10, 10, 10, 10]);
  });

  it.each<[string, Uint8Array]>([
    ['no sample', fullBox('stsz', 0, 0, u32(0), u32(0))],
    ['more sizes than bytes', fullBox('stsz', 0, 0, u32(0), u32(5), zeros(16))],
    ['more samples than any video', fullBox('stsz', 0, 0, u32(5), u32(MAX_SAMPLES + 1))],
    ['four billion samples', fullBox('stsz', 0, 0, u32(5), u32(0xfffffff0))],
    ['an empty sample', fullBox('stsz', 0, 0, u32(0), u32(4), zeros(16))],
    ['fewer times than samples', table('stts', [3, 10])],
    ['more times than samples', table('stts', [5, 10])],
    ['four billion times', table('stts', [0xffffffff, 1])],
    ['more rows of times than bytes', fullBox('stts', 0, 0, u32(0x20000000), zeros(8))],
    ['a step back in time', table('stts', [4, 0xfffffff0])],
    ['two samples at the same time', table('stts', [1, 0], [3, 10])],
    ['more offsets than samples', table('ctts', [3, 0], [2, 0])],
    ['a keyframe that is not there', table('stss', [1], [5])],
    ['a keyframe number zero', table('stss', [0])],
    ['chunks without samples', table('stsc', [1, 0, 1])],
    ['chunks that begin with the second', table('stsc', [2, 4, 1])],
    ['chunks that go back', table('stsc', [1, 1, 1], [1, 3, 1])],
    ['more chunks than places', table('stsc', [1, 1, 1], [4, 1, 1])],
    ['more samples in chunks than there are', table('stsc', [1, 3, 1])],
    ['fewer samples in chunks than there are', table('stsc', [1, 1, 1])],
    ['a chunk of another description', table('stsc', [1, 2, 2])],
    ['no row of chunks', table('stsc')],
    [
      'places beyond any file',
      fullBox('co64', 0, 0, u32(2), u32(0xffffffff), u32(0), u32(0xffffffff), u32(0)),
    ],
  ])('are refused with %s', (_, bytes) => {
    expect(() => withTables(bytes)).toThrow(MalformedMediaError);
  });
});
