import type { Rational } from './rational.ts';

export type DynamicRange = 'sdr' | 'pq' | 'hlg';
/** YUV matrix of the samples; what is not tagged is told from the size, as players do. */
export type ColorMatrix = 'bt601' | 'bt709' | 'bt2020';

export interface VideoStream {
  /** ffmpeg's stream index in the file. */
  index: number;
  codec: string;
  pixelFormat: string;
  /** Pixels as shown: after rotation, and with square pixels. */
  width: number;
  height: number;
  /** Degrees clockwise that a player turns the picture: 0, 90, 180 or 270. */
  rotation: 0 | 90 | 180 | 270;
  /** Sample aspect ratio of the stored picture. */
  sar: Rational;
  /** The constant rate to encode at. */
  frameRate: Rational;
  interlaced: boolean;
  hdr: DynamicRange;
  matrix: ColorMatrix;
  fullRange: boolean;
  /** Seconds on the container's clock. */
  startTime: number;
  /** Seconds the container claims; it may lie in both directions. */
  duration?: number;
}

export interface AudioStream {
  index: number;
  codec: string;
  channels: number;
  /** Hz. */
  sampleRate: number;
  startTime: number;
  duration?: number;
  /** ISO 639 code of two or three letters, where the file gives one. */
  language?: string;
}

/** What a file says of itself. Times in seconds; outputs count from the container's `startTime`. */
export interface SourceInfo {
  container: string;
  startTime: number;
  /** Claimed; undefined when the container does not know (WebM straight from a browser). */
  durationSeconds?: number;
  bitRate?: number;
  /** At least one of picture and sound is there. */
  video?: VideoStream;
  audio?: AudioStream;
  /** Sound in other languages, commentaries; in the file's order. */
  otherAudio: AudioStream[];
  /** Stream index of a still picture that came with the sound. */
  coverIndex?: number;
}
