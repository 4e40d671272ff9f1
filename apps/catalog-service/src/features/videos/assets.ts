import { limits, VideoWarning, type Medium, type VideoEvent } from '@matinee/contracts';

/** What there is of a video beside its playlists and its MP4, in one column: more of it needs no migration. */
export type Assets = {
  medium: Medium;
  warnings: VideoWarning[];
  /** Keys in the media bucket. */
  posterKeys: string[];
  storyboardKey: string | null;
  waveformKey: string | null;
  dashKey: string | null;
};

export const noAssets: Assets = {
  medium: 'video',
  warnings: [],
  posterKeys: [],
  storyboardKey: null,
  waveformKey: null,
  dashKey: null,
};

const isWarning = (code: string): code is VideoWarning => VideoWarning.safeParse(code).success;

/** Of an event; one of the release before says nothing of it. */
export const assetsOf = (event: VideoEvent): Assets => ({
  medium: event.medium ?? 'video',
  warnings: (event.warnings ?? []).filter(isWarning),
  posterKeys: (event.posterKeys ?? []).slice(0, limits.posters),
  storyboardKey: event.storyboardKey ?? null,
  waveformKey: event.waveformKey ?? null,
  dashKey: event.dashKey ?? null,
});

/** The poster: its owner's choice while that still exists, otherwise what transcode-service thinks best. */
export const posterOf = (row: {
  posterKey: string | null;
  chosenPosterKey: string | null;
  assets: Assets;
}): string | null =>
  row.chosenPosterKey !== null && row.assets.posterKeys.includes(row.chosenPosterKey)
    ? row.chosenPosterKey
    : row.posterKey;
