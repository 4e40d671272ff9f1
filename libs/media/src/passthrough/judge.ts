import { MalformedMediaError } from '../boxes.ts';
import { planLadder } from '../ladder.ts';
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
  /** Seconds on the same clock at which the longest sound ends. */
  soundEnd?: number;
  video: VideoStream;
  /** Of the picture, in the file. */
  trackId: number;
  /** The whole box. */
  moov: Uint8Array;
  fileSize: number;
}

/** `gopSeconds` is the longest time between two keyframes, where the index told. */
export type PassthroughVerdict = { gopSeconds?: number } & (
  | {
      ok: true;
      segments: CopiedSegment[];
      /** Ticks per second of the segments' times. */
      timescale: number;
      /** Frame of the output grid at which the last picture ends. */
      endFrame: number;
    }
  | { ok: false; reasons: PassthroughReason[] }
);

/** A segment may have this many times the average rate that its rendition is allowed, as the encoder's buffer lets it. */
const PEAK = 2;
/** A picture so much larger than the top rung gets a rung of its own, unless the ladder ends before. */
const MOST_ABOVE_RUNG = 1.1;
/** Seconds of sound after the picture that a player shows the last frame for by itself. */
const MOST_SOUND_AFTER = 0.5;
/** Seconds by which ffprobe, which rounds, and the tables may differ about the start. */
const START_TOLERANCE = 0.002;
/** Bytes between samples (sound, other tracks), beyond as many as the samples have, that are worth reading over. */
const MAX_GAP_BYTES = 8 * 1024 * 1024;

/**
 * Whether the samples of a source may become its top rendition as they are, in which segments, or every reason against
 * it that can be told. Never throws: an index that contradicts itself is a reason.
 */
export function judgePassthrough(input: PassthroughInput): PassthroughVerdict {
  try {
    const track = readMovieTrack(input.moov, input.trackId);
    if (track.fragmented || !track.selfContained) return { ok: false, reasons: ['container'] };
    const index = readSampleIndex(track.stbl);
    const verdict = judgeTrack(track, index, input);
    return { ...verdict, gopSeconds: longestGroup(index) / track.timescale };
  } catch (error) {
    if (error instanceof MalformedMediaError) return { ok: false, reasons: ['index'] };
    throw error;
  }
}

function judgeTrack(track: MovieTrack, index: SampleIndex, input: PassthroughInput): PassthroughVerdict {
  const { video } = input;
  const reasons = [...trackReasons(track, video), ...sizeReasons(video, track)];
  const refuse = (...more: PassthroughReason[]): PassthroughVerdict => ({
    ok: false,
    reasons: [...reasons, ...more],
  });
  // What follows says nothing that matters of another codec.
  if (reasons.includes('codec')) return refuse();
  const timeline = readTimeline(track, index, input.startTime);
  if (!timeline || startsElsewhere(timeline, input)) return refuse('edit_list');
  const cut = cutSegments(index, timeline, video.frameRate);
  if (!cut.ok) return refuse(cut.reason);
  const more = [...sampleReasons(index, timeline, cut.segments, input), ...soundReasons(timeline, input)];
  if (reasons.length + more.length > 0) return refuse(...more);
  const { segments } = cut;
  return { ok: true, segments, timescale: timeline.timescale, endFrame: segments.at(-1)!.endFrame };
}

/** Ticks. */
function longestGroup(index: SampleIndex): number {
  let longest = 0;
  let start = 0;
  for (let sample = 0; sample < index.count; sample += 1) {
    if (index.sync[sample] === 1) start = index.decodeTimes[sample]!;
    longest = Math.max(longest, index.decodeTimes[sample]! + index.durations[sample]! - start);
  }
  return longest;
}

function sizeReasons(video: VideoStream, { width, height }: MovieTrack): PassthroughReason[] {
  const ladder = planLadder(video);
  const top = ladder.at(-1)!;
  // Turned, or with other pixels than square, it is shown in another size, which is a reason of its own.
  const asStored = video.rotation === 0 && video.sar.numerator === video.sar.denominator;
  const told = !asStored || (video.width === width && video.height === height);
  const fits = told && Math.min(width, height) < top.shortSide * MOST_ABOVE_RUNG;
  return [...(fits ? [] : (['size'] as const)), ...(ladder.length === 1 ? (['too_small'] as const) : [])];
}

function soundReasons(timeline: Timeline, { soundEnd, startTime }: PassthroughInput): PassthroughReason[] {
  const after = (soundEnd ?? 0) - startTime - timeline.end / timeline.timescale;
  return after > MOST_SOUND_AFTER ? ['long_sound'] : [];
}

/** ffprobe reads the edit list its own way; where it sees another start, sound and picture would come apart. */
const startsElsewhere = (timeline: Timeline, { video, startTime }: PassthroughInput): boolean =>
  Math.abs(timeline.lateness / timeline.timescale - (video.startTime - startTime)) > START_TOLERANCE;

function sampleReasons(
  index: SampleIndex,
  timeline: Timeline,
  segments: CopiedSegment[],
  { video, fileSize }: PassthroughInput,
): PassthroughReason[] {
  const { maxRate } = planLadder(video).at(-1)!;
  const reasons = new Set<PassthroughReason>();
  const seconds = (ticks: number) => ticks / timeline.timescale;
  let total = 0;
  for (const segment of segments) {
    const { start, end, bytes } = segmentSpan(index, segment);
    const length = seconds(segment.endTicks - segment.startTicks);
    total += bytes;
    if (end > fileSize) reasons.add('truncated');
    if (end - start > 2 * bytes + MAX_GAP_BYTES) reasons.add('interleaving');
    if (bytes * 8 > PEAK * maxRate * length) reasons.add('bitrate');
    if (segment.samples > FASTEST * length + 1) reasons.add('frame_rate');
  }
  if (total * 8 > maxRate * seconds(timeline.end)) reasons.add('bitrate');
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
