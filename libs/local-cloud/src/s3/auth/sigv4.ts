import { createHash, createHmac } from 'node:crypto';
import { decodeUri, encodeRfc3986 } from '../http/uri.ts';

/** Longest life of a presigned URL in seconds (7 days; SigV4 query authentication, S3 API reference). */
export const MAX_EXPIRES_SECONDS = 604_800;
export const ALGORITHM = 'AWS4-HMAC-SHA256';

export type SigningScope = { day: string; region: string };

export type CanonicalRequest = {
  method: string;
  /** As sent, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  signedHeaders: string[];
  header: (name: string) => string;
  payloadHash: string;
};

const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `20261122T080000Z` of an instant in ms. */
export const amzDate = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** The instant in ms of an `X-Amz-Date`; NaN when malformed. */
export const parseAmzDate = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

export const scopeText = ({ day, region }: SigningScope): string => `${day}/${region}/s3/aws4_request`;

function canonicalText(request: CanonicalRequest): string {
  const query = [...request.query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort((a, b) => byCodeUnit(a[0], b[0]) || byCodeUnit(a[1], b[1]))
    .map((pair) => pair.join('='))
    .join('&');
  // S3 encodes each path segment once (other services encode twice) and never normalises the path.
  const path = request.path
    .split('/')
    .map((segment) => encodeRfc3986(decodeUri(segment)))
    .join('/');
  const headers = request.signedHeaders.map(
    (name) => `${name}:${request.header(name).trim().replace(/ +/g, ' ')}\n`,
  );
  const signed = request.signedHeaders.join(';');
  return [request.method, path, query, headers.join(''), signed, request.payloadHash].join('\n');
}

/**
 * The hex signature of a request ("Signature Version 4 signing process", AWS General Reference).
 * @param date the `X-Amz-Date` text the request carries
 */
export function signRequest(
  request: CanonicalRequest,
  secret: string,
  date: string,
  scope: SigningScope,
): string {
  const hash = createHash('sha256').update(canonicalText(request)).digest('hex');
  const day = hmac(`AWS4${secret}`, scope.day);
  const key = hmac(hmac(hmac(day, scope.region), 's3'), 'aws4_request');
  return hmac(key, [ALGORITHM, date, scopeText(scope), hash].join('\n')).toString('hex');
}
