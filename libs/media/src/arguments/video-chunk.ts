import type { Rung } from '../ladder.ts';
import type { VideoStream } from '../source-info.ts';
import type { Storyboard } from '../storyboard.ts';

/** Everything ffmpeg needs to know about one chunk of video. */
export interface VideoChunk {
  source: Pick<VideoStream, 'frameRate' | 'interlaced' | 'hdr' | 'matrix' | 'fullRange'> & {
    /** Stream index, or the specifier of the first real picture (`V:0`). */
    index: number | string;
  };
  /** Frames of the output clock, counted from the container's start. */
  firstFrame: number;
  firstSegment: number;
  /** Frames of each segment; every segment begins with a keyframe. */
  segmentFrames: readonly number[];
  /** The picture ends before this frame, and its last one is held from there on; null where the chunk just ends. */
  holdFrom: number | null;
  /** Smallest first. */
  rungs: (Pick<Rung, 'name' | 'width' | 'height' | 'maxRate' | 'bufferSize'> & {
    /** H.264 where nothing is said. */
    codec?: 'h264' | 'av1';
  })[];
  /** Where decoding starts, seconds from the container's start; zero reads from the beginning. */
  seekSeconds: number;
  /** Also makes stills that may become the poster. */
  stills: boolean;
  /** Also makes the cells that lie in it. */
  storyboard: Storyboard | null;
  /** Upright size with square pixels, at most the source's, for stills. */
  pictureSize: { width: number; height: number };
}

/** Frames of the whole chunk. */
export const chunkFrames = ({ segmentFrames }: Pick<VideoChunk, 'segmentFrames'>): number =>
  segmentFrames.reduce((sum, frames) => sum + frames, 0);

/** File names below the working directory of the process. */
export const outputNames = {
  init: 'init.mp4',
  playlist: 'list.m3u8',
  /** Numbered from 1, in the order of their measures. */
  stills: 'still%02d.jpg',
  measures: 'stills.txt',
  sheet: 'sheet.jpg',
} as const;
