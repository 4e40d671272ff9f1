import type { FailureCode, VideoStatus, Visibility } from '@matinee/contracts';

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
