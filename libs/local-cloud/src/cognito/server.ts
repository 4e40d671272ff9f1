import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CognitoError, refuse } from './errors.ts';
import type { Input, Operation } from './input.ts';

// AWS JSON 1.1 requests of this API are small; a bigger body is an attack or a mistake.
const MAX_BODY_BYTES = 65_536;

async function readInput(request: IncomingMessage): Promise<Input> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to its end but not kept: hanging up in the middle would cost the caller the answer.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) throw refuse('SerializationException', 'Request body is too large');
  try {
    const input: unknown = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Input;
  } catch {
    // Falls through: not JSON and not an object are the same refusal.
  }
  throw refuse('SerializationException', 'Start of structure expected');
}

function answer(response: ServerResponse, status: number, body: object, errorType?: string): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
    ...(errorType && { 'x-amzn-errortype': errorType }),
  });
  response.end(JSON.stringify(body));
}

export interface ServerOptions {
  operations: Record<string, Operation>;
  /** The key set of a pool, undefined when there is no such pool. */
  jwks: (poolId: string) => object | undefined;
}

/** AWS JSON 1.1 (`X-Amz-Target: AWSCognitoIdentityProviderService.Operation`) and the key set of each pool. */
export function createCognitoServer({ operations, jwks }: ServerOptions) {
  async function call(request: IncomingMessage): Promise<object> {
    const [, name = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) throw refuse('UnknownOperationException', `Unknown operation ${name}`);
    return operation(await readInput(request));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const keys = /^\/([\w-]+)\/\.well-known\/jwks\.json$/.exec(request.url ?? '');
    const keySet = keys?.[1] && jwks(keys[1]);
    if (request.method === 'GET' && keySet) return answer(response, 200, keySet);
    if (request.method !== 'POST') return answer(response, 404, { message: 'Not Found' });
    try {
      answer(response, 200, await call(request));
    } catch (error) {
      const known = error instanceof CognitoError;
      // A caller that hung up in the middle is no fault of ours.
      if (!known && !request.errored) console.error(error);
      const { type, message } = known
        ? error
        : refuse('InternalErrorException', 'The local user pool failed');
      answer(response, known ? 400 : 500, { __type: type, message }, type);
    }
  }

  const underWay = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const handling = handle(request, response).finally(() => underWay.delete(handling));
    underWay.add(handling);
  });
  /** Resolves when no request is being worked on. */
  return { server, settled: () => Promise.all(underWay) };
}
