import type { VideoStream } from '../source-info.ts';
import type { PassthroughReason } from './reasons.ts';
import type { ColorCodes, SequenceParameters } from './sequence-parameters.ts';
import type { MovieTrack } from './track.ts';

/** Baseline, Main, High. */
const profiles = new Set([66, 77, 100]);
const MAX_LEVEL = 42;

/** What speaks against copying a track, from its description alone. */
export function trackReasons(track: MovieTrack, video: VideoStream): PassthroughReason[] {
  const { avc } = track;
  if (track.codec !== 'avc1' || !avc || avc.lengthBytes === 3 || video.codec !== 'h264') return ['codec'];
  const sets = avc.parameterSets;
  const [set] = sets;
  if (!set || sets.length > 1 || track.descriptions !== 1) return ['sample_descriptions'];
  const checks: [PassthroughReason, boolean][] = [
    ['codec', !profiles.has(set.profile)],
    ['level', set.level > MAX_LEVEL],
    ['sample_descriptions', set.width !== track.width || set.height !== track.height],
    ['pixel_format', set.chromaFormat !== 1 || set.bitDepth !== 8],
    ['interlaced', !set.progressive || video.interlaced],
    ['rotation', !track.upright || video.rotation !== 0],
    ['pixel_aspect', !hasSquarePixels(set, video)],
    ['color', !isBt709(track, set, video)],
  ];
  return checks.filter(([, speaksAgainst]) => speaksAgainst).map(([reason]) => reason);
}

function hasSquarePixels({ pixelAspect }: SequenceParameters, { sar }: VideoStream): boolean {
  return (
    sar.numerator === sar.denominator && (!pixelAspect || pixelAspect.horizontal === pixelAspect.vertical)
  );
}

/**
 * What is not told counts as libs/media decides for every source: BT.709 above 576 lines. All that is told, in the
 * container and in the stream, must agree. Transfer 6 (BT.601) is the same curve as 1.
 */
function isBt709(track: MovieTrack, set: SequenceParameters, video: VideoStream): boolean {
  const told = [track.color, set.color].filter((color): color is ColorCodes => color !== undefined);
  return (
    video.hdr === 'sdr' &&
    video.matrix === 'bt709' &&
    !video.fullRange &&
    told.every(
      ({ primaries, transfer, matrix, fullRange }) =>
        [1, 2].includes(primaries) && [1, 2, 6].includes(transfer) && [1, 2].includes(matrix) && !fullRange,
    )
  );
}
