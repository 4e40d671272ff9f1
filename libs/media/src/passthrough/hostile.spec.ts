import { describe, expect, it } from 'vitest';
import { MalformedMediaError } from '../boxes.ts';
import { box, fullBox, join, u32 } from './box-writer.ts';
import { judgePassthrough } from './judge.ts';
import { MAX_SAMPLES, readSampleIndex } from './sample-index.ts';
import { frames, makeMoov, picture } from './spec-movie.ts';
import { readMovieTrack } from './track.ts';

/** Numbers that look random and are the same in every run (mulberry32). */
function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const good = makeMoov({ samples: frames(600, 30, { reorder: true }), edits: [[20_000, 512]], gap: 5 });

/** Some bytes set to anything, with a liking for counts: zero, the largest, and what doubles. */
function mutilate(seed: number): Uint8Array {
  const next = random(seed);
  const bytes = good.slice();
  for (let count = 1 + next(8); count > 0; count -= 1) {
    // Half of them in the first part, where the headers and the first rows are.
    const at = next(2) === 0 ? next(700) : next(bytes.length);
    const values = [0, 0xff, 0x7f, 0x80, 1, next(256)];
    for (let width = [1, 2, 4][next(3)]!; width > 0 && at + width <= bytes.length; width -= 1) {
      bytes[at + width - 1] = values[next(values.length)]!;
    }
  }
  return next(4) === 0 ? bytes.slice(0, next(bytes.length)) : bytes;
}

describe('an index made by a stranger', () => {
  it('is good before it is mutilated', () => {
    const input = { startTime: 0, video: picture(), trackId: 1, fileSize: 1e9 };
    expect(judgePassthrough({ ...input, moov: good })).toMatchObject({ ok: true });
  });

  it('is read or refused with one kind of error, whatever it says', () => {
    let [read, refused] = [0, 0];
    for (let seed = 1; seed <= 400; seed += 1) {
      const moov = mutilate(seed);
      try {
        expect(readSampleIndex(readMovieTrack(moov, 1).stbl).count).toBeGreaterThan(0);
        read += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMediaError);
        refused += 1;
      }
      const verdict = judgePassthrough({ startTime: 0, video: picture(), trackId: 1, fileSize: 1e6, moov });
      if (!verdict.ok) expect(verdict.reasons.length).toBeGreaterThan(0);
    }
    // Both happen, or the mutilation proves nothing.
    expect(read).toBeGreaterThan(40);
    expect(refused).toBeGreaterThan(40);
  });

  it('takes 29 bytes of memory for a sample, and has no more than 12 hours of them', () => {
    // 500 bytes that claim as much as may be.
    const tables = {
      stsz: fullBox('stsz', 0, 0, u32(100), u32(MAX_SAMPLES)),
      stts: fullBox('stts', 0, 0, u32(1), u32(MAX_SAMPLES), u32(256)),
      stsc: fullBox('stsc', 0, 0, u32(1), u32(1), u32(MAX_SAMPLES), u32(1)),
      stco: fullBox('stco', 0, 0, u32(1), u32(48)),
      stss: box('free'),
    };
    const moov = makeMoov({ tables, samples: [] });
    expect(moov.length).toBeLessThan(800);
    const before = process.memoryUsage().arrayBuffers;
    const index = readSampleIndex(readMovieTrack(moov, 1).stbl);
    expect(index.count).toBe(MAX_SAMPLES);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(29 * MAX_SAMPLES + 1_000_000);
    const input = { startTime: 0, video: picture(), trackId: 1, moov };
    expect(judgePassthrough({ ...input, fileSize: 1e6 })).toMatchObject({ ok: false });
  });

  it('with a million empty boxes is refused before they are listed', () => {
    const empty = new Uint8Array(8_000_000);
    for (let at = 0; at < empty.length; at += 8) empty.set([0, 0, 0, 8, 102, 114, 101, 101], at);
    expect(() => readMovieTrack(box('moov', empty), 1)).toThrow('too many boxes');
  });

  it('with boxes inside of boxes without an end is not followed', () => {
    let nested: Uint8Array = box('free');
    for (let depth = 0; depth < 2000; depth += 1) nested = join([0, 0, 0, 0], 'trak', nested);
    expect(() => readMovieTrack(box('moov', nested), 1)).toThrow(MalformedMediaError);
  });
});
