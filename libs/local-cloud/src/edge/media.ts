import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { answer, answerError, answerRefusal } from './answers.ts';
import { parseCookies } from './headers.ts';
import { refuseAccess, type TrustedKeys } from './signed-access.ts';
import { openUpstream } from './upstream.ts';

export type MediaOptions = {
  trustedKeys: TrustedKeys;
  /** A presigned GET of an object of the media bucket: what origin access control does on AWS. */
  presign(key: string): string;
  /** Milliseconds since 1970. */
  now(): number;
};

const IDLE_MS = 30_000;
const requestHeaders = ['range', 'if-range', 'if-none-match', 'if-modified-since'] as const;
// An explicit list: x-amz-* and whatever else the store says stays behind.
const responseHeaders = [
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
] as const;

/** Serves /media/{videoKey}/* from S3 to holders of a signed cookie or URL, as the CDN does. */
export function createMedia({ trustedKeys, presign, now }: MediaOptions) {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 32 });
  const serve = (req: IncomingMessage, res: ServerResponse, url: URL, requestId: string): void => {
    if (req.method !== 'GET' && req.method !== 'HEAD')
      return answerError(res, 'method_not_allowed', requestId);
    const refusal = refuseAccess({
      url,
      cookies: parseCookies(req.headers.cookie),
      trustedKeys,
      nowSeconds: now() / 1000,
    });
    if (refusal) return answerRefusal(res, refusal);
    const key = objectKey(url.pathname);
    if (!key) return answerRefusal(res, 'AccessDenied');

    const cancel = openUpstream({
      agent,
      url: presign(key),
      headers: pick(req.headers, requestHeaders),
      idleMs: IDLE_MS,
      once: false,
      send: (upstream) => void upstream.end(),
      onAnswer: (object) => {
        const status = object.statusCode ?? 502;
        if (status >= 400) {
          object.destroy();
          return answerFailure(res, status, object.headers, requestId);
        }
        res.writeHead(status, {
          ...pick(object.headers, responseHeaders),
          'x-content-type-options': 'nosniff',
        });
        if (req.method === 'HEAD') return void res.end(); // the signature is of a GET: only its head is used
        object.once('error', () => res.destroy());
        object.pipe(res);
      },
      onError: () => answerError(res, 'service_unavailable', requestId),
    });
    res.once('close', cancel);
  };
  return { serve, close: () => agent.destroy() };
}

function answerFailure(
  res: ServerResponse,
  status: number,
  headers: IncomingHttpHeaders,
  requestId: string,
): void {
  if (status >= 500) return answerError(res, 'service_unavailable', requestId);
  if (status === 412 || status === 416)
    return answer(res, status, 'text/plain', '', pick(headers, ['content-range']));
  // A private bucket without s3:ListBucket does not tell a missing object from a forbidden one.
  answerRefusal(res, 'AccessDenied');
}

/** `{videoKey}/…` of `/media/{videoKey}/…`; undefined for a path that no object of ours has. */
function objectKey(pathname: string): string | undefined {
  try {
    const key = decodeURIComponent(pathname.slice('/media/'.length));
    const segments = key.split('/');
    const isPlain = segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
    return isPlain && segments.length > 1 ? key : undefined;
  } catch {
    return undefined;
  }
}

const pick = (headers: NodeJS.Dict<string | string[]>, names: readonly string[]): OutgoingHttpHeaders =>
  Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
