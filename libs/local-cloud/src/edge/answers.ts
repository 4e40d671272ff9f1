import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { errorSentence, errorStatus, type EdgeTarget, type ErrorCode } from '@matinee/contracts';
import { hasBody } from './headers.ts';
import type { Refusal } from './signed-access.ts';

/** An answer of the edge itself; closes the connection if the request's body was not read. */
export function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (hasBody(response.req) && !response.req.complete) {
    response.setHeader('connection', 'close');
    response.req.unpipe().resume(); // unread bytes would reset the connection before the answer is read
  }
  response.writeHead(status, {
    'content-type': `${contentType}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** The one error shape of the API. */
export function answerError(response: ServerResponse, code: ErrorCode, requestId: string): void {
  const body = JSON.stringify({ error: { code, message: errorSentence(code), requestId } });
  answer(response, errorStatus(code), 'application/json', body, {
    'x-request-id': requestId,
    ...(code === 'service_unavailable' && { 'retry-after': '2' }),
  });
}

/** A service that is down: JSON for the API, a page that reloads itself for a person. */
export function answerUnavailable(response: ServerResponse, target: EdgeTarget, requestId: string): void {
  if (target !== 'web') return answerError(response, 'service_unavailable', requestId);
  answer(response, 503, 'text/html', unavailablePage, { 'x-request-id': requestId, 'retry-after': '3' });
}

const unavailablePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="3">
<title>Matinee is starting</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;margin:20vh auto;max-width:32rem;padding:0 1rem}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}</style>
<h1>Just a moment</h1>
<p>Matinee is starting or restarting. This page tries again by itself.</p>
</html>
`;

const refusals: Record<Refusal, string> = {
  MissingKey: 'Missing Key-Pair-Id query parameter or cookie value',
  InvalidKey: 'Unknown Key',
  AccessDenied: 'Access denied',
};

/** CloudFront's own 403. */
export function answerRefusal(response: ServerResponse, code: Refusal): void {
  answer(
    response,
    403,
    'text/xml',
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${refusals[code]}</Message></Error>`,
  );
}
