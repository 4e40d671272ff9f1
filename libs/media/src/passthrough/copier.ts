import { MalformedMediaError } from '../boxes.ts';
import type { Rational } from '../rational.ts';
import { buildInitSegment } from './build-init.ts';
import { buildMediaSegment, describeSamples } from './build-segment.ts';
import { segmentSpan } from './judge.ts';
import { readSampleIndex, type SampleIndex } from './sample-index.ts';
import { placeSegment } from './segments.ts';
import { readTimeline, type Timeline } from './timeline.ts';
import { readMovieTrack } from './track.ts';
import { checkSample } from './units.ts';

/** A run of samples that becomes a segment. */
export interface SampleRun {
  firstSample: number;
  samples: number;
}

export interface PlannedSegment {
  /** The bytes of the file that are needed. */
  start: number;
  end: number;
  /** Ticks at which its first picture and the next segment's are shown. */
  startTicks: number;
  endTicks: number;
  /** The segment, made of the bytes from `start` to `end`. Throws MalformedMediaError when those are no pictures. */
  build(bytes: Uint8Array, sequence: number): Uint8Array;
}

/**
 * What is needed to copy a track that `judgePassthrough` approved of, from its `moov` box alone. `startTime` is the
 * container's, in seconds, `frameRate` that of the output grid. Throws MalformedMediaError.
 */
export function createCopier(moov: Uint8Array, trackId: number, startTime: number, frameRate: Rational) {
  const track = readMovieTrack(moov, trackId);
  const index = readSampleIndex(track.stbl);
  const timeline = readTimeline(track, index, startTime);
  if (!timeline || !track.avc) throw new MalformedMediaError('The track cannot be copied.');
  const { lengthBytes } = track.avc;
  return {
    timescale: track.timescale,
    initSegment: (): Uint8Array => buildInitSegment(track),
    plan(run: SampleRun): PlannedSegment {
      checkRun(run, index, timeline);
      const { start, end, bytes: size } = segmentSpan(index, run);
      const next = run.firstSample + run.samples;
      const segment = placeSegment(index, timeline, frameRate, run.firstSample, next);
      const { startTicks, endTicks } = segment;
      const samples = describeSamples(index, timeline, segment);
      return {
        ...{ start, end, startTicks, endTicks },
        build(bytes, sequence) {
          const payload = new Uint8Array(size);
          let filled = 0;
          for (let sample = run.firstSample; sample < next; sample += 1) {
            const from = index.offsets[sample]! - start;
            const picture = bytes.subarray(from, from + index.sizes[sample]!);
            if (picture.byteLength !== index.sizes[sample])
              throw new MalformedMediaError('A sample is not whole.');
            checkSample(picture, lengthBytes, sample === run.firstSample);
            payload.set(picture, filled);
            filled += index.sizes[sample]!;
          }
          return buildMediaSegment(sequence, startTicks, samples, payload);
        },
      };
    },
  };
}
export type Copier = ReturnType<typeof createCopier>;

/** The plan was made from the same index; a run that does not fit it means that the file is another one. */
function checkRun({ firstSample, samples }: SampleRun, index: SampleIndex, timeline: Timeline): void {
  const fits = firstSample >= timeline.firstSample && samples > 0 && firstSample + samples <= index.count;
  if (!fits || index.sync[firstSample] !== 1)
    throw new MalformedMediaError('The index is not the one that was judged.');
}
