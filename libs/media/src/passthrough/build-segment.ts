import { box, fullBox, join, u32, u64 } from './box-writer.ts';
import type { SampleIndex } from './sample-index.ts';
import type { CopiedSegment } from './segments.ts';
import type { Timeline } from './timeline.ts';

/** One sample of a media segment. Times in ticks. */
export interface SegmentSample {
  size: number;
  duration: number;
  /** Presentation minus decode time; negative where the picture is shown before its place in the file. */
  compositionOffset: number;
  keyframe: boolean;
}

const KEYFRAME = 0x02000000;
/** Depends on others, and no place to start. */
const OTHER = 0x01010000;

/**
 * A media segment: one `moof` with one run, then the payload, the samples' bytes in order. `decodeTime` is the first
 * sample's, in ticks. ISO/IEC 14496-12 8.8; version 1 of the run has signed offsets.
 */
export function buildMediaSegment(
  sequence: number,
  decodeTime: number,
  samples: readonly SegmentSample[],
  payload: Uint8Array,
): Uint8Array {
  const entries = samples.flatMap(({ duration, size, keyframe, compositionOffset }) => [
    ...[...u32(duration), ...u32(size)],
    ...[...u32(keyframe ? KEYFRAME : OTHER), ...u32(compositionOffset >>> 0)],
  ]);
  const moof = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(sequence)),
      box(
        'traf',
        // 0x20000: offsets count from the moof.
        fullBox('tfhd', 0, 0x20000, u32(1)),
        fullBox('tfdt', 1, 0, u64(decodeTime)),
        // Data offset, then duration, size, flags and composition offset of every sample.
        fullBox('trun', 1, 0xf01, u32(samples.length), u32(dataOffset), entries),
      ),
    );
  const header = moof(0).length + 8;
  return join(moof(header), u32(8 + payload.length), 'mdat', payload);
}

/**
 * The samples of a segment as `buildMediaSegment` takes them. Decoding begins when the first picture is shown and ends
 * when the next segment begins: where frames come at uneven times the decode times between are stretched a little, which
 * no player minds, and the segment lasts exactly as long as it is shown.
 */
export function describeSamples(
  index: SampleIndex,
  timeline: Timeline,
  segment: Pick<CopiedSegment, 'firstSample' | 'samples' | 'startTicks' | 'endTicks'>,
): SegmentSample[] {
  const { firstSample, startTicks, endTicks } = segment;
  const next = firstSample + segment.samples;
  const from = index.decodeTimes[firstSample]!;
  const length = index.decodeTimes[next - 1]! + index.durations[next - 1]! - from;
  const decode = (sample: number) =>
    sample === next
      ? endTicks
      : startTicks + Math.round(((index.decodeTimes[sample]! - from) / length) * (endTicks - startTicks));
  return Array.from({ length: segment.samples }, (_, position) => {
    const sample = firstSample + position;
    const shown = position === 0 ? startTicks : timeline.presentation(sample);
    return {
      size: index.sizes[sample]!,
      duration: decode(sample + 1) - decode(sample),
      compositionOffset: shown - decode(sample),
      keyframe: index.sync[sample] === 1,
    };
  });
}
