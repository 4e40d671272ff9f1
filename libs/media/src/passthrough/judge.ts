import { MalformedMediaError } from '../boxes.ts';
import { planLadder, type Rung } from '../ladder.ts';
import { toNumber } from '../rational.ts';
import type { VideoStream } from '../source-info.ts';
import type { PassthroughReason } from './reasons.ts';
import { readSampleIndex, type SampleIndex } from './sample-index.ts';
import { cutSegments, type CopiedSegment } from './segments.ts';
import { readTimeline, type Timeline } from './timeline.ts';
import { readMovieTrack, type MovieTrack } from './track.ts';
import { trackReasons } from './track-reasons.ts';

export interface PassthroughInput {
  /** Seconds on the container's clock that the outputs count from. */
  startTime: number;
  video: VideoStream;
  /** Of the picture, in the file. */
  trackId: number;
  /** The whole box. */
  moov: Uint8Array;
  fileSize: number;
}

export type PassthroughVerdict =
  | {
      ok: true;
      /** The top rung of the ladder, which the copy takes the place of. */
      rung: Rung;
      segments: CopiedSegment[];
      /** Ticks per second of the segments' times. */
      timescale: number;
      /** Frame of the output grid at which the last picture ends. */
      endFrame: number;
    }
  | { ok: false; reasons: PassthroughReason[] };

/** A source this small has one rung. */
const LEAST_SHORT_SIDE = 240;
/** A segment may have this many times the average rate that its rendition is allowed, as the encoder's buffer lets it. */
const PEAK = 2;
/** Seconds by which ffprobe, which rounds, and the tables may differ about the start. */
const START_TOLERANCE = 0.002;
/** Bytes between samples (sound, other tracks), beyond as many as the samples have, that are worth reading over. */
const MAX_GAP_BYTES = 8 * 1024 * 1024;

/**
 * Whether the samples of a source may become its top rendition as they are, in which segments, or every reason against
 * it that can be told. Never throws: an index that contradicts itself is a reason.
 */
export function judgePassthrough(input: PassthroughInput): PassthroughVerdict {
  const refuse = (...reasons: PassthroughReason[]): PassthroughVerdict => ({ ok: false, reasons });
  try {
    const track = readMovieTrack(input.moov, input.trackId);
    if (track.fragmented || !track.selfContained) return refuse('container');
    const reasons = [...trackReasons(track, input.video), ...sizeReasons(input.video, track)];
    // Without H.264 nobody needs to look at the tables.
    if (reasons.includes('codec')) return refuse(...reasons);
    const index = readSampleIndex(track.stbl);
    const timeline = readTimeline(track, index, input.startTime);
    if (!timeline || startsElsewhere(timeline, input)) return refuse(...reasons, 'edit_list');
    const cut = cutSegments(index, timeline, input.video.frameRate);
    if (!cut.ok) return refuse(...reasons, cut.reason);
    const rung = planLadder(input.video).at(-1)!;
    reasons.push(...sampleReasons(index, timeline, cut.segments, rung, input.fileSize));
    if (reasons.length > 0) return refuse(...reasons);
    const seconds = timeline.end / timeline.timescale;
    const endFrame = Math.round(seconds * toNumber(input.video.frameRate));
    const { timescale } = timeline;
    const lastStart = cut.segments.at(-1)!.startFrame;
    return { ok: true, rung, segments: cut.segments, timescale, endFrame: Math.max(lastStart + 1, endFrame) };
  } catch (error) {
    if (error instanceof MalformedMediaError) return refuse('index');
    throw error;
  }
}

function sizeReasons(video: VideoStream, track: MovieTrack): PassthroughReason[] {
  const rung = planLadder(video).at(-1)!;
  const fits = rung.width === track.width && rung.height === track.height;
  const small = Math.min(track.width, track.height) < LEAST_SHORT_SIDE;
  return [...(fits ? [] : (['size'] as const)), ...(small ? (['too_small'] as const) : [])];
}

/** ffprobe reads the edit list its own way; where it sees another start, sound and picture would come apart. */
const startsElsewhere = (timeline: Timeline, { video, startTime }: PassthroughInput): boolean =>
  Math.abs(timeline.lateness / timeline.timescale - (video.startTime - startTime)) > START_TOLERANCE;

function sampleReasons(
  index: SampleIndex,
  timeline: Timeline,
  segments: CopiedSegment[],
  rung: Rung,
  fileSize: number,
): PassthroughReason[] {
  const reasons = new Set<PassthroughReason>();
  const seconds = (ticks: number) => ticks / timeline.timescale;
  let total = 0;
  for (const segment of segments) {
    const { start, end, bytes } = segmentSpan(index, segment);
    const length = seconds(segment.endTicks - segment.startTicks);
    total += bytes;
    if (end > fileSize) reasons.add('truncated');
    if (end - start > 2 * bytes + MAX_GAP_BYTES) reasons.add('interleaving');
    if (bytes * 8 > PEAK * rung.maxRate * length) reasons.add('bitrate');
    if (segment.samples > FASTEST * length + 1) reasons.add('frame_rate');
  }
  if (total * 8 > rung.maxRate * seconds(timeline.end)) reasons.add('bitrate');
  return [...reasons];
}

/** Frames per second; 60 and what a clock of whole milliseconds makes of it. */
const FASTEST = 60.5;

/** The bytes of the file that hold the samples of a segment, and how many of them are the samples'. */
export function segmentSpan(
  index: SampleIndex,
  { firstSample, samples }: Pick<CopiedSegment, 'firstSample' | 'samples'>,
): { start: number; end: number; bytes: number } {
  const span = { start: Infinity, end: 0, bytes: 0 };
  for (let sample = firstSample; sample < firstSample + samples; sample += 1) {
    span.start = Math.min(span.start, index.offsets[sample]!);
    span.end = Math.max(span.end, index.offsets[sample]! + index.sizes[sample]!);
    span.bytes += index.sizes[sample]!;
  }
  return span;
}
