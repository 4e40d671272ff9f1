import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { VideoKey } from '@matinee/contracts';
import { ApiError } from '@matinee/service-kit';

/** Where a page of a list ends: the keyset (uploadTime, videoKey), newest first. */
export type Position = {
  /** In whole seconds, as the column stores it. */
  uploadTime: Date;
  videoKey: string;
};

/** Bytes of the signature; a forged cursor could only ask for another page of the same list. */
const macBytes = 9;

const sameBytes = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

/**
 * Opaque, signed page links: base64url of `seconds.videoKey.signature`. The key is derived from the service's secret
 * for this purpose alone (HKDF, RFC 5869).
 */
export function createCursors(secret: string) {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'matinee catalog cursor', 32));

  function encode({ uploadTime, videoKey }: Position): string {
    const text = `${Math.floor(uploadTime.getTime() / 1000)}.${videoKey}`;
    const mac = createHmac('sha256', key).update(text).digest().subarray(0, macBytes);
    return Buffer.from(`${text}.${mac.toString('base64url')}`).toString('base64url');
  }

  return {
    encode,

    /**
     * Takes only what `encode` has written, to the letter.
     * @throws ApiError `invalid_cursor`
     */
    decode(cursor: string): Position {
      const [seconds = '', videoKey = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
      const position = { uploadTime: new Date(Number(seconds) * 1000), videoKey };
      const valid = /^\d{1,11}$/.test(seconds) && VideoKey.safeParse(videoKey).success;
      if (!valid || !sameBytes(Buffer.from(encode(position)), Buffer.from(cursor)))
        throw new ApiError('invalid_cursor');
      return position;
    },
  };
}
export type Cursors = ReturnType<typeof createCursors>;
