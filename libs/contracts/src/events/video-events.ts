import { z } from 'zod';
import { failureCodes } from '../failures.ts';
import { VideoKey } from '../keys.ts';
import { envelope } from './envelope.ts';

/** Where a video stands, told whole each time, so that any one event is enough and the newest revision wins. */
const state = {
  ...envelope,
  videoKey: VideoKey,
  ownerId: z.uuid(),
  progress: z.number().min(0).max(1),
  durationSeconds: z.number().nonnegative().nullable(),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** Keys in the media bucket. */
  posterKey: z.string().nullable(),
  masterKey: z.string().nullable().describe('Final master playlist; null while segments are being added.'),
  mp4Key: z.string().nullable(),
  /** Short sides of the rungs that can be played. */
  heights: z.array(z.int().positive()),
  // Below: optional, so that events of the release before are still taken in.
  /** `audio` for a file without a moving picture. */
  medium: z.enum(['video', 'audio']).optional(),
  /** What its owner should know. Codes that a reader does not know mean nothing to it. */
  warnings: z.array(z.string().max(50)).optional(),
  /** Stills that may become the poster, in the order of the video; `posterKey` is one of them. */
  posterKeys: z.array(z.string()).max(50).optional(),
  /** WebVTT: which part of which picture shows a moment. */
  storyboardKey: z.string().nullish(),
  /** JSON with the peaks of the sound. */
  waveformKey: z.string().nullish(),
  /** DASH manifest; null while segments are being added. */
  dashKey: z.string().nullish(),
};

const kind = <T extends string>(type: T) => z.object({ type: z.literal(type), ...state });

/** Topic `matinee-video-events`, published by transcode-service through its outbox. */
export const VideoEvent = z.discriminatedUnion('type', [
  kind('video.processing'),
  kind('video.playable'),
  kind('video.transcoded'),
  kind('video.failed').extend({ failureCode: z.enum(failureCodes) }),
]);
export type VideoEvent = z.infer<typeof VideoEvent>;
