import { S3Error } from '../errors.ts';

/** Percent-encodes everything but RFC 3986 "unreserved" characters, as SigV4 canonicalisation requires. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** A key as it stands in a URL path: every segment encoded, the slashes kept. */
export const encodeKeyPath = (key: string): string => key.split('/').map(encodeRfc3986).join('/');

/** A key as it stands in an event: URL-encoded with `+` for a space ("Event message structure", S3 guide). */
export const encodeEventKey = (key: string): string => encodeKeyPath(key).replaceAll('%20', '+');

/** @throws S3Error InvalidURI when the text is not valid percent-encoded UTF-8 */
export function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI');
  }
}

export type Target = { path: string; query: URLSearchParams; bucket: string; key: string };

/**
 * Splits a request target `/bucket/key?query` by hand: `new URL()` would fold `.` and `..` segments,
 * which are ordinary characters of an S3 key.
 */
export function parseTarget(requestTarget: string): Target {
  const mark = requestTarget.indexOf('?');
  const path = mark < 0 ? requestTarget : requestTarget.slice(0, mark);
  if (!path.startsWith('/')) throw new S3Error('InvalidURI');
  const query = new URLSearchParams(mark < 0 ? '' : requestTarget.slice(mark + 1));
  const slash = path.indexOf('/', 1);
  const bucket = decodeUri(slash < 0 ? path.slice(1) : path.slice(1, slash));
  return { path, query, bucket, key: slash < 0 ? '' : decodeUri(path.slice(slash + 1)) };
}
