/** One run of ffmpeg. */
export interface Step {
  name: string;
  /** Arguments of ffmpeg; names of files are relative to the folder it runs in. */
  args: string[];
}

/** Steps that run side by side. */
export type Stage = Step[];

/** What ffprobe says of a clip, as far as pipelines decide by it. */
export interface ClipFacts {
  width: number;
  height: number;
  framesPerSecond: number;
  seconds: number;
  /** bit/s of the picture. */
  bitRate: number;
  codec: string;
  pixelFormat: string;
  audioCodec: string | null;
}

/** One rendition that a pipeline made, as a file that ffmpeg plays. */
export interface Made {
  /** Pixels. */
  height: number;
  codec: 'h264' | 'av1';
  /** Absolute. */
  file: string;
}

/** A pipeline's way through one clip. Seconds, CPU-seconds. */
export interface Outcome {
  /** From the end of the upload to a manifest with a decodable first picture; null where nothing plays before the end. */
  playable: number | null;
  /** To the last output. */
  wall: number;
  cpu: number;
  made: Made[];
}
