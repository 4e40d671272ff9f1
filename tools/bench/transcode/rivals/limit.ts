import {
  audioArguments,
  evenGrid,
  framesPerSegment,
  framesUntil,
  interpretProbe,
  planLadder,
  planStoryboard,
  segmentAt,
  segmentLengths,
  SEGMENT_SECONDS,
  videoArguments,
} from '../../../../libs/media/src/index.ts';
import type { Step } from '../types.ts';

/** The limit may use every core, and shares the machine as politely as our workers do. */
export const NICE = 10;

/**
 * The limit: one ffmpeg that decodes a file once and makes every rung, the sound and the stills, with the very settings
 * of our workers (libs/media), and nothing else. Nothing can encode the same ladder with less.
 * @param ffprobe JSON of the file
 * @returns the folders it writes to must exist
 */
export function limit(file: string, ffprobe: unknown, threads: number): { step: Step; folders: string[] } {
  const probed = interpretProbe(ffprobe);
  if (!probed.ok || !probed.source.video || !probed.source.audio)
    throw new Error('The clip has no picture or sound');
  const { video, audio, durationSeconds = 0 } = probed.source;
  const rungs = planLadder(video);
  const grid = evenGrid(framesPerSegment(video.frameRate));
  const frames = framesUntil(durationSeconds, video.frameRate);
  // All that a video has beside its rungs, from the same decode.
  const pictures = { stills: true, storyboard: planStoryboard(video, durationSeconds) };
  const picture = videoArguments(
    file,
    {
      source: video,
      firstFrame: 0,
      firstSegment: 0,
      segmentFrames: segmentLengths(grid, 0, segmentAt(grid, frames - 1) + 1),
      holdFrom: null,
      rungs,
      seekSeconds: 0,
      ...pictures,
      pictureSize: { width: video.width, height: video.height },
    },
    threads,
  );
  const sound = audioArguments(
    file,
    {
      ...{
        name: 'audio',
        streamIndex: audio.index,
        channels: audio.channels,
        gainDb: 0,
        padTo: null,
        peaks: false,
      },
      ...{ segmentSeconds: SEGMENT_SECONDS, maxSeconds: durationSeconds },
    },
    threads,
  );
  const soundOutput = sound.slice(sound.indexOf('-i') + 2);
  return {
    step: { name: 'limit', args: [...localFile(picture), ...soundOutput] },
    folders: [...rungs.map((rung) => rung.name), 'audio'],
  };
}

/** Workers read over loopback HTTP; the limit reads the file itself. */
const localFile = (args: string[]) => args.map((arg) => (arg === 'http,tcp' ? 'file,pipe' : arg));
