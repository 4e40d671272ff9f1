import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from '../errors.ts';
import { ALGORITHM, MAX_EXPIRES_SECONDS, parseAmzDate, signRequest } from './sigv4.ts';

/** Allowed distance of the signer's clock in ms (15 minutes; "RequestTimeTooSkewed", S3 API reference). */
const MAX_SKEW_MS = 900_000;

export type UnverifiedRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
};

export type Verified = {
  accessKeyId: string;
  /** `UNSIGNED-PAYLOAD`, a hex SHA-256 the body must have, or a `STREAMING-…` marker. */
  payloadHash: string;
};

export type VerifierOptions = { credentials: Record<string, string>; region: string; now: () => number };

type Claim = {
  credential: string;
  signedHeaders: string[];
  signature: string;
  date: string;
  payloadHash: string;
  /** Only presigned URLs expire. */
  expiresSeconds?: number;
};

const headerText = (headers: IncomingHttpHeaders, name: string): string => {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
};

function claimOfQuery(query: URLSearchParams): Claim {
  const value = (name: string): string => {
    const found = query.get(name);
    if (!found) throw new S3Error('AuthorizationQueryParametersError', `${name} is missing`);
    return found;
  };
  if (value('X-Amz-Algorithm') !== ALGORITHM)
    throw new S3Error('AuthorizationQueryParametersError', `X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const expires = value('X-Amz-Expires');
  if (!/^\d{1,6}$/.test(expires) || Number(expires) < 1 || Number(expires) > MAX_EXPIRES_SECONDS)
    throw new S3Error('AuthorizationQueryParametersError', 'X-Amz-Expires must be 1 second to one week');
  return {
    credential: value('X-Amz-Credential'),
    signedHeaders: value('X-Amz-SignedHeaders').split(';'),
    signature: value('X-Amz-Signature'),
    date: value('X-Amz-Date'),
    payloadHash: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
    expiresSeconds: Number(expires),
  };
}

function claimOfHeaders(headers: IncomingHttpHeaders): Claim {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  const [, credential, signedHeaders, signature] = match ?? [];
  if (!credential || !signedHeaders || !signature) throw new S3Error('AuthorizationHeaderMalformed');
  const payloadHash = headerText(headers, 'x-amz-content-sha256');
  if (!payloadHash)
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  return {
    credential,
    signedHeaders: signedHeaders.split(';'),
    signature,
    date: headerText(headers, 'x-amz-date'),
    payloadHash,
  };
}

function claimOf({ query, headers }: UnverifiedRequest): Claim {
  const presigned = query.has('X-Amz-Signature') || query.has('X-Amz-Credential');
  if (presigned && headers.authorization)
    throw new S3Error('InvalidArgument', 'Only one auth mechanism allowed');
  if (presigned) return claimOfQuery(query);
  if (!headers.authorization) throw new S3Error('AccessDenied');
  return claimOfHeaders(headers);
}

function checkTime({ date, expiresSeconds }: Claim, now: number): void {
  const signedAt = parseAmzDate(date);
  if (Number.isNaN(signedAt)) throw new S3Error('AccessDenied', 'A valid X-Amz-Date is required');
  if (expiresSeconds === undefined) {
    if (Math.abs(now - signedAt) > MAX_SKEW_MS) throw new S3Error('RequestTimeTooSkewed');
    return;
  }
  if (signedAt - now > MAX_SKEW_MS) throw new S3Error('AccessDenied', 'Request is not valid yet');
  if (now >= signedAt + expiresSeconds * 1000) throw new S3Error('AccessDenied', 'Request has expired');
}

function checkSignedHeaders({ signedHeaders }: Claim, headers: IncomingHttpHeaders): void {
  if (!signedHeaders.includes('host')) throw new S3Error('AccessDenied', 'The host header must be signed');
  const unsigned = Object.keys(headers).find(
    (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  );
  if (unsigned)
    throw new S3Error(
      'AccessDenied',
      `There were headers present in the request which were not signed: ${unsigned}`,
    );
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A verifier of SigV4 in both forms, `Authorization` header and presigned query. It throws S3Error. */
export function createVerifier({ credentials, region, now }: VerifierOptions) {
  const secrets = new Map(Object.entries(credentials));
  return (request: UnverifiedRequest): Verified => {
    const claim = claimOf(request);
    const malformed =
      claim.expiresSeconds === undefined
        ? 'AuthorizationHeaderMalformed'
        : 'AuthorizationQueryParametersError';
    const [accessKeyId = '', day = '', claimedRegion = '', service, terminator, ...rest] =
      claim.credential.split('/');
    if (service !== 's3' || terminator !== 'aws4_request' || rest.length || !claim.date.startsWith(day))
      throw new S3Error(malformed);
    const secret = secrets.get(accessKeyId);
    if (secret === undefined) throw new S3Error('InvalidAccessKeyId');
    if (claimedRegion !== region)
      throw new S3Error(malformed, `the region '${claimedRegion}' is wrong; expecting '${region}'`);
    checkTime(claim, now());
    checkSignedHeaders(claim, request.headers);
    const expected = signRequest(
      {
        method: request.method,
        path: request.path,
        query: request.query,
        signedHeaders: claim.signedHeaders,
        header: (name) => headerText(request.headers, name),
        payloadHash: claim.payloadHash,
      },
      secret,
      claim.date,
      { day, region },
    );
    if (!sameText(expected, claim.signature)) throw new S3Error('SignatureDoesNotMatch');
    return { accessKeyId, payloadHash: claim.payloadHash };
  };
}
