import { encodeKeyPath, encodeRfc3986 } from '../http/uri.ts';
import { ALGORITHM, MAX_EXPIRES_SECONDS, amzDate, scopeText, signRequest } from './sigv4.ts';

export type PresignGetOptions = {
  /** `http://127.0.0.1:9000` */
  endpoint: string;
  bucket: string;
  key: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  region: string;
  /** 1 … 604800 */
  expiresInSeconds: number;
  /** Injected clock, ms. */
  now?: () => number;
};

/**
 * A presigned GET URL, for the part of the local cloud that stands for CloudFront with origin access control.
 * Only `host` is signed, so the caller may add Range and conditional headers.
 * @throws RangeError when expiresInSeconds is out of range
 */
export function presignGet(options: PresignGetOptions): string {
  const { endpoint, bucket, key, credentials, region, expiresInSeconds } = options;
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > MAX_EXPIRES_SECONDS)
    throw new RangeError(`expiresInSeconds must be 1 to ${MAX_EXPIRES_SECONDS}`);
  const { origin, host } = new URL(endpoint);
  const date = amzDate((options.now ?? Date.now)());
  const scope = { day: date.slice(0, 8), region };
  const path = `/${encodeRfc3986(bucket)}/${encodeKeyPath(key)}`;
  const query = new URLSearchParams({
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${credentials.accessKeyId}/${scopeText(scope)}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(expiresInSeconds),
    'X-Amz-SignedHeaders': 'host',
  });
  const signature = signRequest(
    {
      method: 'GET',
      path,
      query,
      signedHeaders: ['host'],
      header: () => host,
      payloadHash: 'UNSIGNED-PAYLOAD',
    },
    credentials.secretAccessKey,
    date,
    scope,
  );
  query.set('X-Amz-Signature', signature);
  return `${origin}${path}?${query}`;
}
