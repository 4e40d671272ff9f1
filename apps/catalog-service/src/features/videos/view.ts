import {
  describeFailure,
  mediaPath,
  type OwnVideo,
  type Playback,
  type Video,
  type VideoSummary,
} from '@matinee/contracts';
import type { z } from 'zod';
import type { OwnRow, SummaryRow, VideoRow } from './rows.ts';

type SignUrl = (key: string) => string;

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
  posterUrl: row.posterKey === null ? null : signUrl(row.posterKey),
});

const failureOf = ({ failureCode }: OwnRow) => (failureCode === null ? null : describeFailure(failureCode));

export const toOwnVideo = (row: OwnRow, signUrl: SignUrl): OwnVideo => ({
  ...toSummary(row, signUrl),
  description: row.description,
  fileName: row.fileName,
  failure: failureOf(row),
});

/** While segments are still being added, transcode-service answers with the growing playlists. */
export function playbackOf({
  status,
  videoKey,
  masterKey,
  heights,
}: VideoRow): z.infer<typeof Playback> | null {
  if (status === 'ready' && masterKey !== null)
    return { hlsUrl: mediaPath(masterKey), complete: true, heights };
  if (status === 'playable')
    return { hlsUrl: `/transcodes/${videoKey}/master.m3u8`, complete: false, heights };
  return null;
}

/** One video as its owner or somebody else sees it: address, file name and failure are the owner's alone. */
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
    ...(isOwner && { email: row.email, fileName: row.fileName, failure: failureOf(row) }),
  };
}
