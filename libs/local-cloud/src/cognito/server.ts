import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, readJson } from '../aws-json.ts';
import { CognitoError, refuse } from './errors.ts';
import type { Operation } from './input.ts';

// AWS JSON 1.1 requests of this API are small; a bigger body is an attack or a mistake.
const MAX_BODY_BYTES = 65_536;

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
    return operation(await readJson(request, MAX_BODY_BYTES, refuse));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const keys = /^\/([\w-]+)\/\.well-known\/jwks\.json$/.exec(request.url ?? '');
    const keySet = keys?.[1] && jwks(keys[1]);
    if (request.method === 'GET' && keySet) return answerJson(response, 200, keySet);
    if (request.method !== 'POST') return answerJson(response, 404, { message: 'Not Found' });
    try {
      answerJson(response, 200, await call(request));
    } catch (error) {
      const known = error instanceof CognitoError;
      // A caller that hung up in the middle is no fault of ours.
      if (!known && !request.errored) console.error(error);
      const { type, message } = known
        ? error
        : refuse('InternalErrorException', 'The local user pool failed');
      answerJson(response, known ? 400 : 500, { __type: type, message }, { errorType: type });
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
