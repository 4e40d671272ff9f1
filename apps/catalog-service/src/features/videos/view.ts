import {
  describeFailure,
  mediaPath,
  type OwnVideo,
  type Playback,
  type PosterChoice,
  type Video,
  type VideoSummary,
} from '@matinee/contracts';
import { posterOf } from './assets.ts';
import type { z } from 'zod';
import type { OwnRow, SummaryRow, VideoRow } from './rows.ts';

type SignUrl = (key: string) => string;

const urlOf = (key: string | null, toUrl: (key: string) => string) => (key === null ? null : toUrl(key));

/** A row of a list. */
export const toSummary = (row: SummaryRow, signUrl: SignUrl): VideoSummary => ({
  videoKey: row.videoKey,
  displayName: row.displayName,
  uploadTime: row.uploadTime.toISOString(),
  isTranscoded: row.isTranscoded,
  visibility: row.visibility,
  status: row.status,
  progress: row.progress,
  durationSeconds: row.durationSeconds,
  width: row.width,
  height: row.height,
  posterUrl: urlOf(posterOf(row), signUrl),
});

const failureOf = ({ failureCode }: OwnRow) => (failureCode === null ? null : describeFailure(failureCode));

export const toOwnVideo = (row: OwnRow, signUrl: SignUrl): OwnVideo => ({
  ...toSummary(row, signUrl),
  description: row.description,
  fileName: row.fileName,
  failure: failureOf(row),
  warnings: row.assets.warnings,
});

/** While segments are still being added, transcode-service answers with the growing playlists. */
export function playbackOf(row: VideoRow): z.infer<typeof Playback> | null {
  const { status, videoKey, masterKey, heights, assets } = row;
  const complete = status === 'ready' && masterKey !== null;
  if (!complete && status !== 'playable') return null;
  return {
    hlsUrl: complete ? mediaPath(masterKey) : `/transcodes/${videoKey}/master.m3u8`,
    dashUrl: complete ? urlOf(assets.dashKey, mediaPath) : null,
    complete,
    medium: assets.medium,
    heights,
    storyboardUrl: urlOf(assets.storyboardKey, mediaPath),
    waveformUrl: urlOf(assets.waveformKey, mediaPath),
  };
}

/** What the poster may be chosen from. */
const postersOf = (row: VideoRow, signUrl: SignUrl): PosterChoice[] =>
  row.assets.posterKeys.map((key) => ({ key, url: signUrl(key), chosen: key === posterOf(row) }));

/** One video as its owner or somebody else sees it: address, file name, failure and choices are the owner's alone. */
export function toVideo(
  row: VideoRow,
  { isOwner, watchUrl, signUrl }: { isOwner: boolean; watchUrl: string | null; signUrl: SignUrl },
): Video {
  return {
    ...toSummary(row, signUrl),
    description: row.description,
    watchUrl,
    playback: playbackOf(row),
    isOwner,
    ...(isOwner && {
      email: row.email,
      fileName: row.fileName,
      failure: failureOf(row),
      warnings: row.assets.warnings,
      posters: postersOf(row, signUrl),
    }),
  };
}
