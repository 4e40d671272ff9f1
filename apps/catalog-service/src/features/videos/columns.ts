/** What each kind of read selects. `description` is TEXT and stays out of the public list. */
const summary = {
  videoKey: true,
  displayName: true,
  uploadTime: true,
  isTranscoded: true,
  visibility: true,
  status: true,
  progress: true,
  durationSeconds: true,
  width: true,
  height: true,
  posterKey: true,
  chosenPosterKey: true,
  assets: true,
} as const;

const own = { ...summary, description: true, fileName: true, failureCode: true } as const;

const video = {
  ...own,
  ownerId: true,
  email: true,
  idempotencyKey: true,
  deletedAt: true,
  masterKey: true,
  mp4Key: true,
  heights: true,
} as const;

export const columns = { summary, own, video };
