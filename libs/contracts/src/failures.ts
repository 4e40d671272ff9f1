/**
 * Why a video failed, as its owner sees it: a stable code, a sentence, and whether trying again can help.
 * `retryable` is about the owner's retry button; automatic retries happen before a failure is shown.
 */
export const failureCatalogue = {
  not_media: ['This file is not a video we can read. Choose a video file and upload it again.', false],
  no_video: ['We can read no picture in this file, and it is not sound alone.', false],
  damaged: ['This file is damaged or incomplete. Export or download it again, then upload that copy.', false],
  too_long: ['This video is longer than 12 hours. Split it and upload the parts.', false],
  too_large_picture: ['The picture of this video is larger than 8K. Export it in a smaller size.', false],
  too_small: ['The picture of this video is too small to show.', false],
  too_many_streams: ['This file has too many tracks. Export it with one video and one audio track.', false],
  too_complex: ['This video needed more time or memory than one video may use.', true],
  upload_expired: ['The upload was not finished in time and has been removed.', false],
  storage_unavailable: ['Our storage did not answer. Your file is safe; try again in a while.', true],
  no_space: ['We ran out of space while processing. Your file is safe; try again in a while.', true],
  internal: ['Something went wrong on our side. Your file is safe; try again.', true],
} as const satisfies Record<string, readonly [sentence: string, retryable: boolean]>;

export type FailureCode = keyof typeof failureCatalogue;
export const failureCodes = Object.keys(failureCatalogue) as [FailureCode, ...FailureCode[]];

/** The failure as the API shows it. */
export const describeFailure = (code: FailureCode) => ({
  code,
  message: failureCatalogue[code][0],
  retryable: failureCatalogue[code][1],
});
