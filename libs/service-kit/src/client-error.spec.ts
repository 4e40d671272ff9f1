import { ErrorBody } from '@matinee/contracts';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { App } from './app-type.ts';
import { createApp } from './app.ts';
import { specConfig } from './testing.ts';

let app: App;
beforeAll(async () => {
  app = await createApp({ name: 'spec', config: specConfig() });
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

/** Sends bytes as they are, and reads until the service hangs up. */
async function exchange(bytes: string): Promise<string> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  return text(socket);
}

it.each([
  ['headers over the limit', `GET /livez HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ['what is not HTTP', 'Good morning\r\n\r\n', 400],
  ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}', 400],
])('%s: answered in the one shape', async (_title, bytes, status) => {
  const [head = '', body = ''] = (await exchange(bytes)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(ErrorBody.parse(JSON.parse(body)).error.code).toBe('invalid_request');
});
