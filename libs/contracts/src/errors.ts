/**
 * The one catalogue of API errors. Every answer outside 2xx has the shape of `ErrorBody`
 * (http/common.ts); `code` is stable for programs, the sentence is for people.
 */
export const errorCatalogue = {
  // the request itself
  invalid_request: [400, 'Some of what was sent is not valid. See the details.'],
  invalid_json: [400, 'The request body is not valid JSON.'],
  invalid_cursor: [400, 'This page link is not valid any more. Start again from the first page.'],
  unsupported_media_type: [415, 'Send the request body as application/json.'],
  body_too_large: [413, 'The request body is too large.'],
  not_found: [404, 'There is nothing at this address.'],
  method_not_allowed: [405, 'This address does not support that method.'],
  rate_limited: [429, 'Too many requests. Wait a moment and try again.'],
  // who is asking
  unauthenticated: [401, 'Log in to do this.'],
  session_expired: [401, 'Your session has ended. Log in again.'],
  cross_origin_refused: [403, 'This request came from another site and was refused.'],
  forbidden: [403, 'You are not allowed to do this.'],
  // accounts
  wrong_credentials: [
    401,
    'Wrong e-mail address or password. After several wrong tries, wait a few minutes.',
  ],
  account_unconfirmed: [403, 'Confirm your e-mail address first: enter the code we sent you.'],
  code_invalid: [400, 'That code is wrong or has expired. Check it, or ask for a new one.'],
  password_too_weak: [400, 'Choose a longer or less common password: at least 12 characters.'],
  wrong_password: [400, 'The current password is not right.'],
  // uploads
  unsupported_file_type: [415, 'This type of file cannot be uploaded. Choose a video file.'],
  file_too_large: [413, 'This file is too large. The limit is 20 GiB.'],
  upload_token_invalid: [403, 'This upload is not valid any more. Start the upload again.'],
  upload_not_yours: [403, 'This upload belongs to somebody else.'],
  upload_not_found: [404, 'This upload does not exist any more. Start it again.'],
  upload_incomplete: [409, 'Some parts of the file have not arrived yet.'],
  upload_mismatch: [409, 'The parts that arrived do not add up to the file that was announced.'],
  // videos
  video_not_found: [404, 'This video does not exist or is private.'],
  video_already_described: [409, 'This video already has its title. Edit it instead.'],
  not_your_video: [403, 'Only the person who uploaded this video can do that.'],
  not_retryable: [409, 'This video cannot be retried now.'],
  not_playable_yet: [409, 'This video is not ready to play yet.'],
  // the service
  service_unavailable: [503, 'The service is busy or restarting. Try again in a moment.'],
  internal_error: [500, 'Something went wrong on our side. It has been noted.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type ErrorCode = keyof typeof errorCatalogue;
export const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];
export const errorStatus = (code: ErrorCode): number => errorCatalogue[code][0];
export const errorSentence = (code: ErrorCode): string => errorCatalogue[code][1];
