import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

// RFC 9110, 7.6.1: these belong to one connection and are not passed on.
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

// Only the edge may say these; a client's own would be believed by the services behind.
const edgeOnly = /^(x-forwarded-|forwarded$|x-real-ip$|x-request-id$|x-amz-|x-amzn-|cloudfront-)/;

export type Viewer = { address: string; protocol: 'http' | 'https'; host: string; requestId: string };

/** The headers of a viewer's request as a service gets them. */
export function requestHeaders(headers: IncomingHttpHeaders, viewer: Viewer): OutgoingHttpHeaders {
  const passed = endToEnd(headers, (name) => edgeOnly.test(name));
  // A body without a length came in chunks and goes on in chunks.
  if (headers['transfer-encoding'] !== undefined) delete passed['content-length'];
  return {
    ...passed,
    host: viewer.host,
    'x-forwarded-for': viewer.address,
    'x-forwarded-proto': viewer.protocol,
    'x-forwarded-host': viewer.host,
    'x-request-id': viewer.requestId,
  };
}

/** The headers of a service's answer as the viewer gets them. */
export const responseHeaders = (headers: IncomingHttpHeaders, requestId: string): OutgoingHttpHeaders => ({
  ...endToEnd(headers, () => false),
  'x-request-id': requestId,
});

function endToEnd(headers: IncomingHttpHeaders, drop: (name: string) => boolean): OutgoingHttpHeaders {
  const named = new Set((headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !named.has(name) && !drop(name)),
  );
}

/** RFC 9112, 6.3: a request has a body if it has a length or is chunked. */
export const hasBody = (req: IncomingMessage): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

/** Name to value of a Cookie header; the first of a repeated name counts. */
export function parseCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const [name = '', ...rest] = pair.split('=');
    if (!cookies.has(name.trim()))
      cookies.set(
        name.trim(),
        rest
          .join('=')
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      );
  }
  return cookies;
}
