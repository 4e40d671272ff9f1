import { describe, expect, it } from 'vitest';
import { MalformedMediaError } from '../boxes.ts';
import { readInitSegment } from '../fmp4-init.ts';
import { readMediaSegment } from '../fmp4-segment.ts';
import { buildInitSegment } from './build-init.ts';
import { buildMediaSegment, describeSamples } from './build-segment.ts';
import { checkSample } from './units.ts';
import { readSampleIndex } from './sample-index.ts';
import { cutSegments } from './segments.ts';
import { frames, makeMoov, type Movie } from './spec-movie.ts';
import { readTimeline } from './timeline.ts';
import { readMovieTrack } from './track.ts';

const rate = { numerator: 30, denominator: 1 };

/** Every segment of a movie, built and read again. */
function copy(movie: Movie, startTime = 0) {
  const track = readMovieTrack(makeMoov(movie), 1);
  const index = readSampleIndex(track.stbl);
  const timeline = readTimeline(track, index, startTime)!;
  const cut = cutSegments(index, timeline, rate);
  if (!cut.ok) throw new Error(cut.reason);
  return cut.segments.map((segment, position) => {
    const samples = describeSamples(index, timeline, segment);
    const payload = new Uint8Array(samples.reduce((sum, { size }) => sum + size, 0));
    const built = buildMediaSegment(position + 1, segment.startTicks, samples, payload);
    return { ...segment, samples, read: readMediaSegment(built) };
  });
}

describe('a copied track', () => {
  it('has an init segment that says what was checked', () => {
    const track = readMovieTrack(makeMoov({ width: 1280, height: 720, timescale: 90_000 }), 1);
    const init = buildInitSegment(track);
    expect(readInitSegment(init)).toEqual({
      kind: 'video',
      codec: 'avc1.64001e',
      timescale: 90_000,
      video: {
        width: 1280,
        height: 720,
        pixelAspect: { horizontal: 1, vertical: 1 },
        color: { primaries: 1, transfer: 1, matrix: 1, fullRange: false },
      },
    });
    expect(buildInitSegment(track)).toEqual(init);
  });

  it('has segments that begin with the keyframe, at its time, and join without a gap', () => {
    const segments = copy({ samples: frames(240, 30, { reorder: true }), edits: [[8000, 512]] });
    expect(segments.map(({ read }) => read)).toMatchObject([
      { decodeTime: 0, samples: 120, duration: 61440, firstPresentation: 0, lastPresentation: 61440 - 512 },
      { decodeTime: 61440, firstPresentation: 61440, startsWithKeyframe: true },
    ]);
    // I P B …: the P-frame is shown after the B-frame that follows it, which is shown before its place.
    expect(segments[0]!.samples.slice(0, 3)).toMatchObject([
      { keyframe: true, compositionOffset: 0 },
      { keyframe: false, compositionOffset: 512 },
      { keyframe: false, compositionOffset: -512 },
    ]);
  });

  it('counts from the container’s start, and holds a late first picture from there on', () => {
    // The sound starts at 1 s, the picture a third of a frame later.
    const edits: Movie['edits'] = [
      [1011, -1],
      [8000, 0],
    ];
    const [first, second] = copy({ edits }, 1);
    expect(first).toMatchObject({ startTicks: 0, endTicks: 61440, startFrame: 0 });
    expect(first!.read).toMatchObject({ decodeTime: 0, firstPresentation: 0, duration: 61440 });
    // The pictures between keep their own times, the next keyframe stands where the encoded renditions have it.
    const late = Math.round(0.011 * 15360);
    expect(first!.read.lastPresentation).toBe(119 * 512 + late);
    expect(second!.read).toMatchObject({ decodeTime: 61440, firstPresentation: 61440 });
    expect(second!.startFrame).toBe(120);
  });

  it('leaves out what lies before the edit', () => {
    const segments = copy({ edits: [[7000, 30 * 512]] });
    expect(segments).toMatchObject([
      { firstSample: 30, startTicks: 0, endTicks: 61440 },
      { firstSample: 150, startTicks: 61440, endTicks: 107520 },
    ]);
    expect(segments[0]!.read).toMatchObject({ decodeTime: 0, firstPresentation: 0 });
  });

  it.each([
    ['of one second', 30, [0, 120, 240]],
    ['of 2.5 s', 75, [0, 150, 300]],
    ['of 3.6 s, of which two would be too long', 108, [0, 108, 216]],
    ['of 3.9 s', 117, [0, 117, 234, 351]],
    ['of 5.5 s', 165, [0, 165, 330]],
    ['of 6 s', 180, [0, 180]],
  ])('is cut at groups %s', (_, gop, starts) => {
    expect(copy({ samples: frames(360, gop) }).map(({ startFrame }) => startFrame)).toEqual(starts);
  });

  it('with frames at uneven times begins and ends on the grid, and lasts as long as it is shown', () => {
    const uneven = frames(300, 30, { reorder: true }).map((sample, at) => ({
      ...sample,
      duration: 512 + ((at * 37) % 200) - 100,
    }));
    const segments = copy({ samples: uneven, edits: [[20_000, 512]] });
    expect(segments.length).toBe(3);
    for (const { startTicks, endTicks, startFrame, read, samples } of segments) {
      expect(startTicks).toBe(startFrame * 512);
      expect(read).toMatchObject({ decodeTime: startTicks, firstPresentation: startTicks });
      expect(read.duration).toBe(endTicks - startTicks);
      expect(read.lastPresentation).toBeLessThan(endTicks);
      expect(Math.min(...samples.map(({ duration }) => duration))).toBeGreaterThan(0);
    }
  });
});

describe('the bytes of a sample', () => {
  const unit = (type: number, length = 3) => [0, 0, 0, length, type, ...Array<number>(length - 1).fill(9)];
  const idr = Uint8Array.from([...unit(6), ...unit(0x65)]);
  const other = Uint8Array.from(unit(0x41, 5));

  it('are whole units, and a keyframe needs nothing before it', () => {
    expect(() => checkSample(idr, 4, true)).not.toThrow();
    expect(() => checkSample(other, 4, false)).not.toThrow();
    expect(() => checkSample(Uint8Array.from([0, 2, 0x65, 1]), 2, true)).not.toThrow();
  });

  it.each([
    ['a keyframe that is none', other, true],
    ['cut in a unit', idr.slice(0, -1), true],
    ['cut in a length', idr.slice(0, 9), true],
    ['text', new TextEncoder().encode('<script>alert(1)</script>'), false],
    ['nothing but zeros', new Uint8Array(64), false],
  ])('are refused: %s', (_, bytes, keyframe) => {
    expect(() => checkSample(bytes, 4, keyframe)).toThrow(MalformedMediaError);
  });
});
