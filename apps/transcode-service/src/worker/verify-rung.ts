import { chunkFrames, MalformedMediaError, type Rational } from '@matinee/media';
import { badOutput, isEmptySegment, listSegments, readInit, readSegment } from './verify.ts';
import type { CheckedInit, CheckedSegment } from './verify.ts';

export interface ExpectedRung {
  name: string;
  codec?: 'h264' | 'av1';
  width: number;
  height: number;
  frameRate: Rational;
  firstSegment: number;
  /** On the output clock. */
  firstFrame: number;
  segmentFrames: readonly number[];
}

export type RungVerdict =
  | { state: 'empty' }
  /** The first frame is not where the chunk starts: decoding began too late in the source. */
  | { state: 'late' }
  | { state: 'good'; frames: number; init: CheckedInit; segments: CheckedSegment[] };

/**
 * Looks at every byte that matters of a rung's output, because ffmpeg's exit code tells nothing (a full disk and a
 * broken source both give 0): size, codec, square pixels, colour, whole payloads, keyframes, exact times and number
 * of frames, also against `encodedFrames`, what ffmpeg says it made. Fewer frames than planned are the source's end; anything else is thrown as a failure.
 */
export async function verifyRung(
  directory: string,
  expected: ExpectedRung,
  encodedFrames: number,
): Promise<RungVerdict> {
  try {
    return await inspect(directory, expected, encodedFrames);
  } catch (error) {
    if (error instanceof MalformedMediaError) throw badOutput(`${expected.name}: ${error.message}`);
    throw error;
  }
}

async function inspect(
  directory: string,
  expected: ExpectedRung,
  encodedFrames: number,
): Promise<RungVerdict> {
  const { firstSegment, firstFrame, segmentFrames, frameRate, name } = expected;
  const planned = chunkFrames(expected);
  const indexes = await listSegments(directory);
  if (encodedFrames === 0 && indexes.length === 1 && (await isEmptySegment(directory, indexes[0]!))) {
    return { state: 'empty' };
  }
  const init = await readInit(directory);
  checkInit(init, expected);
  const ticksPerFrame = (init.timescale * frameRate.denominator) / frameRate.numerator;
  if (!Number.isInteger(ticksPerFrame)) throw badOutput(`${name}: a frame is ${ticksPerFrame} ticks long.`);
  const segments: CheckedSegment[] = [];
  let frames = 0;
  for (const [position, index] of indexes.entries()) {
    const segment = await readSegment(directory, index);
    const startFrame = firstFrame + frames;
    if (position === 0 && segment.firstPresentation > startFrame * ticksPerFrame) return { state: 'late' };
    const wrong =
      (index !== firstSegment + position && 'has the wrong number') ||
      (segment.decodeTime !== startFrame * ticksPerFrame && 'starts at the wrong time') ||
      (segment.firstPresentation !== segment.decodeTime && 'shows its first frame at the wrong time') ||
      (segment.duration !== segment.samples * ticksPerFrame && 'has uneven frames') ||
      (!segment.startsWithKeyframe && 'does not start with a keyframe') ||
      (position < indexes.length - 1 &&
        segment.samples !== segmentFrames[position] &&
        'has the wrong number of frames');
    if (wrong) throw badOutput(`${name} segment ${index} ${wrong}.`);
    segments.push(segment);
    frames += segment.samples;
  }
  if (frames !== encodedFrames)
    throw badOutput(`${name}: ${encodedFrames} frames were made, ${frames} are there.`);
  if (frames > planned) throw badOutput(`${name} has ${frames} frames, planned were ${planned}.`);
  return { state: 'good', frames, init, segments };
}

/** High profile of H.264; Main profile of AV1 with 8 bit. */
const CODECS = { h264: /^avc1\.64/, av1: /^av01\.0\.\d\dM\.08$/ };

function checkInit(init: CheckedInit, { name, codec = 'h264', width, height }: ExpectedRung): void {
  const { video } = init;
  if (!video || !CODECS[codec].test(init.codec)) throw badOutput(`${name}: codec ${init.codec}.`);
  if (video.width !== width || video.height !== height) {
    throw badOutput(`${name}: ${video.width}x${video.height} instead of ${width}x${height}.`);
  }
  if (video.pixelAspect.horizontal !== video.pixelAspect.vertical)
    throw badOutput(`${name}: pixels are not square.`);
  const { color } = video;
  if (color?.primaries !== 1 || color.transfer !== 1 || color.matrix !== 1 || color.fullRange) {
    throw badOutput(`${name}: colour is ${JSON.stringify(color)}, not BT.709.`);
  }
}
