import type { FailureCode, VideoStatus, Visibility } from '@matinee/contracts';
import { noAssets, type Assets } from './assets.ts';

/** Columns of a row in a public list. */
export type SummaryRow = {
  videoKey: string;
  displayName: string;
  uploadTime: Date;
  isTranscoded: boolean;
  visibility: Visibility;
  status: VideoStatus;
  progress: number;
  durationSeconds: number | null;
  width: number | null;
  height: number | null;
  posterKey: string | null;
  chosenPosterKey: string | null;
  assets: Assets;
};

/** … and of a row in somebody's own list. */
export type OwnRow = SummaryRow & {
  description: string;
  fileName: string;
  failureCode: FailureCode | null;
};

/** Everything the service needs to know of one video. */
export type VideoRow = OwnRow & {
  ownerId: string;
  email: string;
  idempotencyKey: string | null;
  deletedAt: Date | null;
  masterKey: string | null;
  mp4Key: string | null;
  heights: number[];
};

/** A row as it is stored: columns that were added later, or that the newest event said nothing of, are null. */
export type Stored<Row extends SummaryRow> = Omit<Row, 'assets'> & { assets: unknown };

export const fromStored = <Row extends SummaryRow>(stored: Stored<Row>): Row =>
  ({ ...stored, assets: { ...noAssets, ...(stored.assets as Partial<Assets> | null) } }) as Row;

/** What a person says of a new video. */
export type NewVideo = {
  videoKey: string;
  ownerId: string;
  email: string;
  displayName: string;
  description: string;
  visibility: Visibility;
  fileName: string;
  idempotencyKey: string | null;
  uploadTime: Date;
};
