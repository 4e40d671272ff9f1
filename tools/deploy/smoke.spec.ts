import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { smoke } from './smoke-run.ts';

const videoKey = 'k'.repeat(24);
let server: Server;
let origin: string;
let asked: string[] = [];

/** A deployment that takes no bytes, and cannot delete either. */
const answers: Record<string, [status: number, body: () => object]> = {
  'POST /auth/login': [
    200,
    () => ({ expiresIn: 60, tokenType: 'Bearer', accessToken: 'access-secret-text' }),
  ],
  'POST /videos/upload': [
    201,
    () => ({
      ...{ videoKey, uploadToken: 'token', headers: {} },
      uploadUrl: `${origin}/bucket/source?X-Amz-Signature=plain-secret-text`,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    }),
  ],
  'POST /videos/metadata': [201, () => ({})],
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const name = `${request.method} ${request.url?.split('?')[0]}`;
    asked.push(name);
    request.resume().on('end', () => {
      const [status, body] = answers[name] ?? [503, () => ({})];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => (asked = []));

it('tells what failed first, without the signature of the upload, and still tries to delete', async () => {
  const said: string[] = [];
  const account = { email: 'a@b.test', password: 'plain-password' };
  const failures = await smoke(origin, { say: (line) => said.push(line), account, patienceSeconds: 1 });
  expect(failures.at(-1)).toContain(`PUT ${origin}/bucket/source answered 503`);
  expect(asked).toContain(`DELETE /videos/${videoKey}`);
  expect(said.join('\n')).toContain('not deleted');
  for (const secret of ['plain-secret-text', 'plain-password', 'access-secret-text'])
    expect([...said, ...failures].join('\n')).not.toContain(secret);
});
