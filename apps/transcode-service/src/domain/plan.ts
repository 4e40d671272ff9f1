import {
  evenGrid,
  framesPerSegment,
  framesUntil,
  planLadder,
  planStoryboard,
  quickGrid,
  type Grid,
  type SourceInfo,
  type VideoStream,
} from '@matinee/media';
import type { Passthrough, TaskResult } from '../work/contract.ts';
import type { AudioTrack, Plan, RungSpec, SourceRef } from './types.ts';

/** Below this many bit/s a claimed duration is not believed: an empty picture alone needs more. */
const FEWEST_BITS_PER_SECOND = 2000;
/** Without a picture time is counted in thousandths of a second. */
const SOUND_CLOCK = { numerator: 1000, denominator: 1 };

type Probed = Pick<Extract<TaskResult, { kind: 'probe' }>, 'passthrough' | 'gopSeconds'>;

export function makePlan(info: SourceInfo, source: SourceRef, probed: Probed = {}): Plan {
  const { video, audio, startTime } = info;
  const clock = video?.frameRate ?? SOUND_CLOCK;
  // The picture's own length where it has one: sound often runs on for a moment.
  const claimed =
    video?.duration === undefined ? info.durationSeconds : video.startTime - startTime + video.duration;
  const ladder = video ? ladderOf(video) : [];
  // A picture with one rung is small and soon encoded, and its end has to be found by decoding.
  const passthrough = ladder.length > 1 ? copyable(probed.passthrough) : null;
  // Kilobytes that promise hours are planned like a file that does not know its length, or a lie would cost as much.
  const credible = claimed !== undefined && (source.size * 8) / claimed >= FEWEST_BITS_PER_SECOND;
  const perSegment = framesPerSegment(clock);
  return {
    source,
    credible,
    video: video ? { ...pictureOf(video), startTime } : null,
    clock,
    rungs: video && passthrough ? withSourceOnTop(ladder, video) : ladder,
    grid: passthrough
      ? keyframeGrid(passthrough, perSegment)
      : video
        ? quickGrid(perSegment)
        : evenGrid(perSegment),
    gopSeconds: probed.gopSeconds ?? null,
    passthrough,
    reasons: probed.passthrough && 'reasons' in probed.passthrough ? probed.passthrough.reasons : [],
    analyzed: false,
    claimedFrames: passthrough?.startFrames.at(-1) ?? (credible ? framesUntil(claimed, clock) : 0),
    pictureEnd: null,
    endFrame: null,
    audio: audio ? track(audio, 0) : null,
    otherAudio: info.otherAudio.map((stream, position) => track(stream, position + 1)),
    coverIndex: info.coverIndex ?? null,
    warnings: [],
    storyboard: video ? planStoryboard(video, claimed ?? null) : null,
    stills: [],
    waveformKey: null,
  };
}

const track = (stream: NonNullable<SourceInfo['audio']>, position: number): AudioTrack => ({
  name: position === 0 ? 'audio' : `audio-${position + 1}`,
  streamIndex: stream.index,
  channels: stream.channels,
  language: stream.language ?? null,
});

const copyable = (told: Probed['passthrough']): Passthrough | null =>
  told && 'startFrames' in told ? told : null;

const pictureOf = ({ frameRate, interlaced, hdr, fullRange, index, matrix, width, height }: VideoStream) => ({
  frameRate,
  interlaced,
  hdr,
  fullRange,
  index,
  matrix,
  width,
  height,
});

const ladderOf = ({ width, height, frameRate }: VideoStream): RungSpec[] =>
  planLadder({ width, height, frameRate }).map(({ name, width, height, maxRate, bufferSize }) => ({
    name,
    codec: 'h264',
    width,
    height,
    maxRate,
    bufferSize,
  }));

/** The largest rung is the source itself, so it has exactly its size. */
function withSourceOnTop(ladder: RungSpec[], { width, height }: VideoStream): RungSpec[] {
  const top = { ...ladder.at(-1)!, name: `v${Math.min(width, height)}`, width, height };
  return [...ladder.slice(0, -1), top];
}

/** A decoder may show a frame or two after the last one that the index knows: they belong to the last segment. */
function keyframeGrid({ startFrames }: Passthrough, perSegment: number): Grid {
  const end = startFrames.at(-1)! + Math.round(perSegment / 4);
  return { framesPerSegment: perSegment, starts: [...startFrames.slice(0, -1), end] };
}
