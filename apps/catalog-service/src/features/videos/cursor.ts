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

/** The secret before is still taken, so that its change breaks no list that somebody is reading. */
export type CursorSecrets = { secret: string; previous?: string | undefined };

const keyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'matinee catalog cursor', 32));

/**
 * Opaque, signed page links: base64url of `seconds.videoKey.signature`. The key is derived from the service's secret
 * for this purpose alone (HKDF, RFC 5869).
 */
export function createCursors({ secret, previous }: CursorSecrets) {
  const key = keyOf(secret);
  const keys = [key, ...(previous === undefined ? [] : [keyOf(previous)])];

  function encodeWith(key: Buffer, { uploadTime, videoKey }: Position): string {
    const text = `${Math.floor(uploadTime.getTime() / 1000)}.${videoKey}`;
    const mac = createHmac('sha256', key).update(text).digest().subarray(0, macBytes);
    return Buffer.from(`${text}.${mac.toString('base64url')}`).toString('base64url');
  }

  return {
    encode: (position: Position): string => encodeWith(key, position),

    /**
     * Takes only what `encode` has written, to the letter.
     * @throws ApiError `invalid_cursor`
     */
    decode(cursor: string): Position {
      const [seconds = '', videoKey = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
      const position = { uploadTime: new Date(Number(seconds) * 1000), videoKey };
      const valid = /^\d{1,11}$/.test(seconds) && VideoKey.safeParse(videoKey).success;
      const isOf = (key: Buffer) => sameBytes(Buffer.from(encodeWith(key, position)), Buffer.from(cursor));
      if (!valid || !keys.some(isOf)) throw new ApiError('invalid_cursor');
      return position;
    },
  };
}
export type Cursors = ReturnType<typeof createCursors>;
