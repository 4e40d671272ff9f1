import { toNumber } from '../rational.ts';
import { stillStep } from '../stills.ts';
import { cellsIn } from '../storyboard.ts';
import { toBt709 } from './bt709.ts';
import { bareOutput } from './safety.ts';
import { chunkFrames, outputNames, type VideoChunk } from './video-chunk.ts';

const STILLS = 'stills';
const SHEET = 'sheet';

/** Pixels of a still's longer side. */
const LONGEST_SIDE = 1280;
/** All pictures are measured at one size, so that their sharpness can be compared. */
const MEASURED = '320:180';

/**
 * Stills that may become the poster, from the picture as it is decoded. Each is written and
 * measured; which one is taken is decided afterwards, because a graph cannot look ahead.
 */
export function stillGraph(from: string, chunk: VideoChunk): string[] {
  const { width, height } = chunk.pictureSize;
  const factor = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const even = (value: number) => Math.max(2, 2 * Math.round((value * factor) / 2));
  const scaled = toBt709(chunk.source, { width: even(width), height: even(height) });
  const step = stillStep(chunkFrames(chunk), toNumber(chunk.source.frameRate));
  return [
    `[${from}]framestep=${step},${scaled},setsar=1,split=2[${STILLS}][measured]`,
    `[measured]scale=${MEASURED}:flags=area,signalstats,blurdetect,metadata=mode=print:file=${outputNames.measures},nullsink`,
  ];
}

/** The cells of the storyboard that lie in the chunk, from its smallest rung, in one picture. */
export function sheetGraph(from: string, chunk: VideoChunk): string[] {
  const plan = sheetOf(chunk);
  if (!plan) return [];
  const { everyFrames, width, height, columns, rows } = plan;
  const shown = `select='not(mod(n+${chunk.firstFrame}\\,${everyFrames}))'`;
  return [`[${from}]${shown},scale=${width}:${height}:flags=area,tile=${columns}x${rows}[${SHEET}]`];
}

/** The storyboard with the rows of this chunk's sheet; undefined where no cell lies in it. */
export function sheetOf(chunk: VideoChunk) {
  const { storyboard, firstFrame } = chunk;
  const cells = storyboard ? cellsIn(storyboard, firstFrame, chunkFrames(chunk)).cells : 0;
  return storyboard && cells > 0 ? { ...storyboard, rows: Math.ceil(cells / storyboard.columns) } : undefined;
}

/** JPEGs have the full range of luma. */
const jpeg = (quality: number) => [
  ...['-c:v', 'mjpeg', '-q:v', String(quality), '-pix_fmt', 'yuvj420p', '-threads', '1', '-f', 'image2'],
];

export const stillOutput = (): string[] => [
  ...['-map', `[${STILLS}]`, ...bareOutput(), '-fps_mode', 'passthrough', ...jpeg(4)],
  outputNames.stills,
];

export const sheetOutput = (): string[] => [
  ...['-map', `[${SHEET}]`, ...bareOutput(), '-frames:v', '1', '-fps_mode', 'passthrough', ...jpeg(5)],
  ...['-update', '1', outputNames.sheet],
];
