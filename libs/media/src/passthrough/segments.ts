import { toNumber, type Rational } from '../rational.ts';
import type { SampleIndex } from './sample-index.ts';
import type { Timeline } from './timeline.ts';

/** Seconds: a segment ends at the first keyframe from here on … */
const LEAST_SECONDS = 3.9;
/** … but is never longer than this where a keyframe came before. */
export const MAX_SEGMENT_SECONDS = 6;

/** A run of whole groups of pictures. */
export interface CopiedSegment {
  firstSample: number;
  samples: number;
  /** Frame of the output grid, counted from the container's start. */
  startFrame: number;
  /** Ticks of the track's timescale: when its first picture is shown and when the next segment's is. */
  startTicks: number;
  endTicks: number;
}

export type Cut = { ok: true; segments: CopiedSegment[] } | { ok: false; reason: 'gop' | 'open_gop' };

/**
 * Groups the pictures into segments of about four seconds that begin at keyframes. `frameRate` is that of the output
 * grid, on whose frames the encoded renditions get the same boundaries.
 */
export function cutSegments(index: SampleIndex, timeline: Timeline, frameRate: Rational): Cut {
  const keyframes = closedKeyframes(index, timeline);
  if (!keyframes) return { ok: false, reason: 'open_gop' };
  const starts = chooseStarts(keyframes, timeline);
  if (!starts) return { ok: false, reason: 'gop' };
  const ticksPerFrame = timeline.timescale / toNumber(frameRate);
  const segments = starts.map((firstSample, position): CopiedSegment => {
    const next = starts[position + 1];
    const startTicks = timeline.presentation(firstSample);
    return {
      firstSample,
      samples: (next ?? index.count) - firstSample,
      startFrame: Math.round(startTicks / ticksPerFrame),
      startTicks,
      endTicks: next === undefined ? timeline.end : timeline.presentation(next),
    };
  });
  const distinct = segments.every(
    ({ startFrame }, position) => position === 0 || startFrame > segments[position - 1]!.startFrame,
  );
  return distinct ? { ok: true, segments } : { ok: false, reason: 'gop' };
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
