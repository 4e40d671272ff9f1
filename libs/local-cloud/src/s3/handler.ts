import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { UnverifiedRequest, Verified } from './auth/verify.ts';
import type { S3Context } from './context.ts';
import { corsHeaders, findCorsRule, preflightHeaders } from './cors.ts';
import { S3Error } from './errors.ts';
import type { createFaults } from './faults.ts';
import { resolveOperation } from './http/operation.ts';
import { type S3Request, type S3Response, amzLookup } from './http/request.ts';
import { errorResponse, sendResponse } from './http/respond.ts';
import { type Target, parseTarget } from './http/uri.ts';
import { operations } from './operations/index.ts';

/** Longest key in UTF-8 bytes ("Object key naming guidelines", S3 guide). */
const MAX_KEY_BYTES = 1024;
/** How long a client may keep sending a body that was refused already, in ms. */
const DRAIN_MS = 5000;

export type HandlerOptions = {
  context: S3Context;
  verify: (request: UnverifiedRequest) => Verified;
  faults: ReturnType<typeof createFaults>;
  onInternalError: (error: unknown) => void;
};

type Exchange = {
  incoming: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  /** The client waits for `100 Continue` before it sends the body. */
  expectsContinue: boolean;
};

function applyCors({ buckets }: S3Context, { bucket }: Target, { incoming, response }: Exchange): void {
  const { origin } = incoming.headers;
  const rule = origin && findCorsRule(buckets.read(bucket, 'cors'), origin, incoming.method ?? '');
  if (!rule) return;
  for (const [name, value] of Object.entries(corsHeaders(rule, origin))) response.setHeader(name, value);
}

function preflight({ buckets }: S3Context, { bucket }: Target, { headers }: IncomingMessage): S3Response {
  buckets.require(bucket);
  return {
    status: 200,
    headers: preflightHeaders(buckets.read(bucket, 'cors'), {
      origin: headers.origin,
      method: headers['access-control-request-method'],
      headers: headers['access-control-request-headers'],
    }),
  };
}

/** A fault that answers a status this server has no code for keeps the status and says InternalError. */
const faultResponse = (status: number, exchange: Exchange): S3Response =>
  errorResponse(new S3Error(status === 503 ? 'SlowDown' : 'InternalError'), {
    ...errorFacts(exchange),
    status,
  });

const errorFacts = ({ incoming, requestId }: Exchange) => ({
  requestId,
  resource: (incoming.url ?? '').split('?', 1)[0] ?? '',
  head: incoming.method === 'HEAD',
});

async function answer(options: HandlerOptions, exchange: Exchange): Promise<S3Response> {
  const { context, verify, faults } = options;
  const { incoming, requestId } = exchange;
  const { method = '', headers } = incoming;
  const target = parseTarget(incoming.url ?? '');
  if (method === 'OPTIONS') return preflight(context, target, incoming);
  applyCors(context, target, exchange);
  const auth = verify({ method, headers, path: target.path, query: target.query });
  const operation = resolveOperation(method, target, headers);
  if (Buffer.byteLength(target.key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError');
  const fault = faults.take(operation);
  if (fault !== undefined) return faultResponse(fault, exchange);
  if (operation !== 'CreateBucket') context.buckets.require(target.bucket);
  const request: S3Request = {
    operation,
    requestId,
    bucket: target.bucket,
    key: target.key,
    query: target.query,
    headers,
    auth,
    sourceIp: incoming.socket.remoteAddress ?? '',
    amz: amzLookup(headers, target.query),
    body: { stream: incoming, accept: () => acceptBody(exchange) },
  };
  return operations[operation](context, request);
}

function acceptBody(exchange: Exchange): void {
  if (!exchange.expectsContinue) return;
  exchange.expectsContinue = false;
  exchange.response.writeContinue();
}

/**
 * Keeps a refusal readable: closing a socket with unread bytes resets it, and the client would lose the answer.
 * So the rest of the body is read and dropped for a while; a client that waits for 100 has sent nothing yet.
 */
function endRequest({ incoming, response, expectsContinue }: Exchange): void {
  if (incoming.complete) return;
  if (expectsContinue) {
    response.setHeader('connection', 'close');
    return;
  }
  incoming.resume();
  const timer = setTimeout(() => incoming.destroy(), DRAIN_MS);
  timer.unref();
  incoming.once('close', () => clearTimeout(timer));
}

const isClientGone = ({ incoming }: Exchange): boolean => incoming.socket.destroyed;

/** Handles one exchange to its end; never rejects. */
export function createHandler(options: HandlerOptions) {
  return async (
    incoming: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
  ): Promise<void> => {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    const exchange: Exchange = { incoming, response, requestId, expectsContinue };
    incoming.on('error', () => undefined); // a client that goes away is seen where its body is read
    response.setHeader('x-amz-request-id', requestId);
    response.setHeader('server', 'AmazonS3');
    // Clients correct their own clock by this header.
    response.setHeader('date', new Date(options.context.now()).toUTCString());
    const send = (answered: S3Response): Promise<void> => {
      endRequest(exchange);
      return sendResponse(answered, response, options.context.blobs.pathOf);
    };
    try {
      await send(await answer(options, exchange));
    } catch (error) {
      if (isClientGone(exchange)) return;
      if (!(error instanceof S3Error)) options.onInternalError(error);
      if (response.headersSent) return void response.destroy();
      const refusal = error instanceof S3Error ? error : new S3Error('InternalError');
      await send(errorResponse(refusal, errorFacts(exchange))).catch(() => response.destroy());
    }
  };
}
