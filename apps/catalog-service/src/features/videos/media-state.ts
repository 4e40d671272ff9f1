import type { FailureCode, VideoEvent, VideoStatus } from '@matinee/contracts';
import { assetsOf, noAssets, type Assets } from './assets.ts';

/** What is known of a video's media: the columns of `media`, copied into `videos`. */
export type MediaState = {
  revision: number;
  status: VideoStatus;
  progress: number;
  durationSeconds: number | null;
  width: number | null;
  height: number | null;
  /** Keys in the media bucket. */
  posterKey: string | null;
  masterKey: string | null;
  mp4Key: string | null;
  heights: number[];
  failureCode: FailureCode | null;
  assets: Assets;
};

const statusOf = {
  'video.processing': 'processing',
  'video.playable': 'playable',
  'video.transcoded': 'ready',
  'video.failed': 'failed',
} as const satisfies Record<VideoEvent['type'], VideoStatus>;

/**
 * Every event tells the whole state, so the state is the newest event's alone. A video that is ready goes back only
 * by an event of a higher revision, which is what an explicit retry publishes.
 */
export function stateOf(event: VideoEvent): MediaState {
  const { revision, progress, durationSeconds, width, height, posterKey, masterKey, mp4Key, heights } = event;
  return {
    revision,
    status: statusOf[event.type],
    progress: event.type === 'video.transcoded' ? 1 : progress,
    durationSeconds,
    width,
    height,
    posterKey,
    masterKey,
    mp4Key,
    heights,
    failureCode: event.type === 'video.failed' ? event.failureCode : null,
    assets: assetsOf(event),
  };
}

/** An upload that was never finished. Below every event's revision (they start at 0), so that any event wins. */
export const uploadExpired: MediaState = {
  revision: -1,
  status: 'failed',
  progress: 0,
  durationSeconds: null,
  width: null,
  height: null,
  posterKey: null,
  masterKey: null,
  mp4Key: null,
  heights: [],
  failureCode: 'upload_expired',
  assets: noAssets,
};
