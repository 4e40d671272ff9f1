import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuse, SecretsError } from './errors.ts';
import { createOperations, type Input } from './operations.ts';
import { createSecretStore } from './store.ts';

// A secret of 64 KiB in JSON, with room for escapes.
const MAX_BODY_BYTES = 262_144;

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

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(body));
}

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
    // Presence only: who may read is checked by IAM on AWS, but an unsigned call must not pass here either.
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential='))
      throw refuse('MissingAuthenticationTokenException', 'Missing Authentication Token');
    const [service, name = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const operation =
      service === 'secretsmanager' && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) throw refuse('UnknownOperationException', `Unknown operation ${name}`);
    return operation(await readInput(request));
  }

  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') return answer(response, 404, { message: 'Not Found' });
    try {
      answer(response, 200, await call(request));
    } catch (error) {
      const known = error instanceof SecretsError;
      // A caller that hung up in the middle is no fault of ours.
      if (!known && !request.errored) console.error(error);
      const { type, message } = known
        ? error
        : refuse('InternalServiceError', 'The local Secrets Manager failed');
      answer(response, known ? 400 : 500, { __type: type, Message: message, message });
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
    async listen(port: number): Promise<{ port: number; url: string }> {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      const address = server.address() as AddressInfo;
      return { port: address.port, url: `http://127.0.0.1:${address.port}` };
    },

    async close(): Promise<void> {
      if (server.listening)
        await new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        });
      store.close();
    },
  };
}

export type Secrets = ReturnType<typeof createSecrets>;
