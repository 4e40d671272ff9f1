import { toNumber, type Rational } from '../rational.ts';
import type { SampleIndex } from './sample-index.ts';
import type { Timeline } from './timeline.ts';

/** Seconds: a segment ends at the first keyframe from here on … */
const LEAST_SECONDS = 3.9;
/** … but is never longer than this where a keyframe came before. */
export const MAX_SEGMENT_SECONDS = 6;

/** A run of whole groups of pictures, from one frame of the output grid (counted from the container's start) to another. */
export interface CopiedSegment {
  firstSample: number;
  samples: number;
  startFrame: number;
  endFrame: number;
  /** The same in ticks of the track's timescale. */
  startTicks: number;
  endTicks: number;
}

export type Cut =
  { ok: true; segments: CopiedSegment[] } | { ok: false; reason: 'gop' | 'open_gop' | 'frame_rate' };

/**
 * Groups the pictures into segments of about four seconds that begin at keyframes. `frameRate` is that of the output
 * grid, on whose frames the encoded renditions get the same boundaries.
 */
export function cutSegments(index: SampleIndex, timeline: Timeline, frameRate: Rational): Cut {
  const keyframes = closedKeyframes(index, timeline);
  if (!keyframes) return { ok: false, reason: 'open_gop' };
  const starts = chooseStarts(keyframes, timeline);
  if (!starts) return { ok: false, reason: 'gop' };
  const segments = starts.map((start, at) =>
    placeSegment(index, timeline, frameRate, start, starts[at + 1] ?? index.count),
  );
  const fits = segments.every((segment) => holdsItsPictures(segment, timeline));
  return fits ? { ok: true, segments } : { ok: false, reason: 'frame_rate' };
}

/**
 * Where the samples from `firstSample` up to, not including, `nextSample` stand. The first picture is shown at the
 * frame of the grid next to its own time, at most half a frame away: all renditions have the very same boundaries.
 */
export function placeSegment(
  index: SampleIndex,
  timeline: Timeline,
  frameRate: Rational,
  firstSample: number,
  nextSample: number,
): CopiedSegment {
  const { timescale } = timeline;
  const frameAt = (ticks: number) => Math.round((ticks / timescale) * toNumber(frameRate));
  const ticksAt = (frame: number) =>
    Math.round((frame * frameRate.denominator * timescale) / frameRate.numerator);
  const startFrame = frameAt(timeline.presentation(firstSample));
  const endFrame =
    nextSample < index.count
      ? frameAt(timeline.presentation(nextSample))
      : Math.max(startFrame + 1, frameAt(timeline.end));
  return {
    ...{ firstSample, samples: nextSample - firstSample, startFrame, endFrame },
    ...{ startTicks: ticksAt(startFrame), endTicks: ticksAt(endFrame) },
  };
}

/** False where a picture lies so near to a keyframe that it would change places with it on the grid. */
function holdsItsPictures(
  { firstSample, samples, startTicks, endTicks }: CopiedSegment,
  timeline: Timeline,
): boolean {
  if (startTicks >= endTicks) return false;
  for (let sample = firstSample + 1; sample < firstSample + samples; sample += 1) {
    const shown = timeline.presentation(sample);
    if (shown <= startTicks || shown >= endTicks) return false;
  }
  return true;
}

/** Samples that begin a group of pictures; undefined when groups overlap on the screen. */
function closedKeyframes(index: SampleIndex, timeline: Timeline): number[] | undefined {
  const keyframes: number[] = [];
  let latest = -1;
  let keyframe = 0;
  for (let sample = timeline.firstSample; sample < index.count; sample += 1) {
    const shown = timeline.presentation(sample);
    if (index.sync[sample] === 1) {
      if (shown <= latest) return undefined;
      keyframes.push(sample);
      keyframe = shown;
    } else if (shown < keyframe) return undefined;
    latest = Math.max(latest, shown);
  }
  return keyframes;
}

/** The keyframes that begin segments; undefined when two neighbours are too far apart. */
function chooseStarts(keyframes: number[], timeline: Timeline): number[] | undefined {
  const seconds = (from: number, to: number) => (to - from) / timeline.timescale;
  const starts = [keyframes[0]!];
  let start = 0;
  let previous: { sample: number; shown: number } | undefined;
  for (const sample of [...keyframes.slice(1), undefined]) {
    const shown = sample === undefined ? timeline.end : timeline.presentation(sample);
    if (seconds(start, shown) > MAX_SEGMENT_SECONDS && previous) {
      starts.push(previous.sample);
      start = previous.shown;
      previous = undefined;
    }
    if (seconds(start, shown) > MAX_SEGMENT_SECONDS) return undefined;
    if (sample === undefined) break;
    if (seconds(start, shown) >= LEAST_SECONDS) {
      starts.push(sample);
      start = shown;
      previous = undefined;
    } else previous = { sample, shown };
  }
  return starts;
}
