import { VideoKey } from '@matinee/contracts';
import { ApiError } from '@matinee/service-kit';

/** Where a page of a list ends: the keyset (uploadTime, videoKey), newest first. */
export type Position = {
  /** In whole seconds, as the column stores it. */
  uploadTime: Date;
  videoKey: string;
};

/** Opaque to callers: base64url of `seconds.videoKey`. It holds nothing that the list does not show. */
export const encodeCursor = ({ uploadTime, videoKey }: Position): string =>
  Buffer.from(`${Math.floor(uploadTime.getTime() / 1000)}.${videoKey}`).toString('base64url');

/**
 * Takes only what `encodeCursor` could have written, to the letter.
 * @throws ApiError `invalid_cursor`
 */
export function decodeCursor(cursor: string): Position {
  const [seconds = '', videoKey = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split('.', 2);
  const position = { uploadTime: new Date(Number(seconds) * 1000), videoKey };
  const valid = /^\d{1,11}$/.test(seconds) && VideoKey.safeParse(videoKey).success;
  if (!valid || encodeCursor(position) !== cursor) throw new ApiError('invalid_cursor');
  return position;
}
