import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { answerJson, isSigned, readJson } from '../aws-json.ts';
import { closeServer, listenOnLoopback } from '../loopback.ts';
import { refuse, SecretsError } from './errors.ts';
import { createOperations } from './operations.ts';
import { createSecretStore } from './store.ts';

// A secret of 64 KiB in JSON, with room for escapes.
const MAX_BODY_BYTES = 262_144;

export type SecretsOptions = {
  /** SQLite file of the secrets. */
  file: string;
  region: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
};

/** AWS JSON 1.1 (`X-Amz-Target: secretsmanager.Operation`): the part of Secrets Manager that the product uses. */
export function createSecrets({ file, region, now = Date.now }: SecretsOptions) {
  const store = createSecretStore(file, region, now);
  const operations = createOperations(store);

  async function call(request: IncomingMessage): Promise<object> {
    if (!isSigned(request))
      throw refuse('MissingAuthenticationTokenException', 'Missing Authentication Token');
    const [service, name = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const operation =
      service === 'secretsmanager' && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) throw refuse('UnknownOperationException', `Unknown operation ${name}`);
    return operation(await readJson(request, MAX_BODY_BYTES, refuse));
  }

  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') return answerJson(response, 404, { message: 'Not Found' });
    try {
      answerJson(response, 200, await call(request));
    } catch (error) {
      const known = error instanceof SecretsError;
      // A caller that hung up in the middle is no fault of ours.
      if (!known && !request.errored) console.error(error);
      const { type, message } = known
        ? error
        : refuse('InternalServiceError', 'The local Secrets Manager failed');
      answerJson(response, known ? 400 : 500, { __type: type, Message: message, message });
    }
  });

  const make = (name: string): void => {
    if (!store.secret(name)) operations.CreateSecret?.({ Name: name });
  };

  return {
    /** Makes the secret, without a value, if there is none of that name. */
    make,
    /** Makes the secret if there is none of that name, and gives it this value if it has another one. */
    ensure(name: string, value: string): void {
      make(name);
      const current = store.labelled(name, 'AWSCURRENT');
      if (current && store.version(name, current)?.value === value) return;
      operations.PutSecretValue?.({ SecretId: name, SecretString: value });
    },
    arn: (name: string): string | undefined => store.secret(name)?.arn,

    /** Listens on 127.0.0.1; port 0 picks a free one. */
    listen: (port: number) => listenOnLoopback(server, port),

    async close(): Promise<void> {
      await closeServer(server);
      store.close();
    },
  };
}

export type Secrets = ReturnType<typeof createSecrets>;
