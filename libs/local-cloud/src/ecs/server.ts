import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Agent } from './agent.ts';
import { EcsError } from './errors.ts';
import { isObject, type Input } from './input.ts';
import type { Operation } from './operations/context.ts';

// Requests of this API are small; a bigger body is an attack or a mistake.
const MAX_BODY_BYTES = 1_048_576;
const TARGET = 'AmazonEC2ContainerServiceV20141113';

async function readJson(request: IncomingMessage): Promise<Input> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to its end but not kept: hanging up in the middle would cost the caller the answer.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) throw new EcsError('SerializationException', 'Request body is too large');
  try {
    const input: unknown = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    if (isObject(input)) return input;
  } catch {
    // Falls through: not JSON and not an object are the same refusal.
  }
  throw new EcsError('SerializationException', 'Start of structure expected');
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(body));
}

/** AWS JSON 1.1 of ECS for whoever signs, and the agent for the tasks, which do not. */
export function createEcsServer({
  operations,
  agent,
}: {
  operations: Record<string, Operation>;
  agent: Agent;
}) {
  async function call(request: IncomingMessage): Promise<object> {
    // Presence only: who signs is checked by IAM on AWS, but an unsigned call must not pass here either.
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential='))
      throw new EcsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    const [target, name = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const operation = target === TARGET && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) throw new EcsError('UnknownOperationException', `Unknown operation ${name}`);
    return operation(await readJson(request));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    try {
      if (agent.serves(url)) {
        const { status, body } = agent.handle(method, url, await readJson(request));
        return answer(response, status, body);
      }
      if (method !== 'POST' || url !== '/') return answer(response, 404, { message: 'Not Found' });
      answer(response, 200, await call(request));
    } catch (error) {
      if (error instanceof EcsError)
        return answer(response, 400, { __type: error.type, message: error.message });
      // A caller that hung up in the middle is no fault of ours.
      if (!request.errored) console.error(error);
      answer(response, 500, { __type: 'ServerException', message: 'The local ECS failed' });
    }
  }

  return createServer((request, response) => void handle(request, response));
}
