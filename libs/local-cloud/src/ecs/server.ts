import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, isSigned, readJson } from '../aws-json.ts';
import type { Agent } from './agent.ts';
import { EcsError } from './errors.ts';
import type { Operation } from './operations/context.ts';

// Requests of this API are small; a bigger body is an attack or a mistake.
const MAX_BODY_BYTES = 1_048_576;
const TARGET = 'AmazonEC2ContainerServiceV20141113';

const refuse = (type: string, message: string) => new EcsError(type, message);
const bodyOf = (request: IncomingMessage) => readJson(request, MAX_BODY_BYTES, refuse);

/** AWS JSON 1.1 of ECS for whoever signs, and the agent for the tasks, which do not. */
export function createEcsServer({
  operations,
  agent,
}: {
  operations: Record<string, Operation>;
  agent: Agent;
}) {
  async function call(request: IncomingMessage): Promise<object> {
    if (!isSigned(request))
      throw new EcsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    const [target, name = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const operation = target === TARGET && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) throw new EcsError('UnknownOperationException', `Unknown operation ${name}`);
    return operation(await bodyOf(request));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    try {
      if (agent.serves(url)) {
        const { status, body } = agent.handle(method, url, await bodyOf(request));
        return answerJson(response, status, body);
      }
      if (method !== 'POST' || url !== '/') return answerJson(response, 404, { message: 'Not Found' });
      answerJson(response, 200, await call(request));
    } catch (error) {
      if (error instanceof EcsError)
        return answerJson(response, 400, { __type: error.type, message: error.message });
      // A caller that hung up in the middle is no fault of ours.
      if (!request.errored) console.error(error);
      answerJson(response, 500, { __type: 'ServerException', message: 'The local ECS failed' });
    }
  }

  return createServer((request, response) => void handle(request, response));
}
