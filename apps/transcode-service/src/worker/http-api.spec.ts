import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeaseLostError } from './failure.ts';
import { createHttpApi } from './http-api.ts';
import type { TaskApi } from './ports.ts';

const lease = { taskId: randomUUID(), leaseToken: randomUUID() };
const never = new AbortController().signal;
let server: Server;
let api: TaskApi;
/** What is answered, one after the other; the last one for good. */
let answers: [status: number, body?: unknown][];
let asked: { url: string | undefined; authorization: string | undefined; body: unknown }[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      asked.push({ url: request.url, authorization: request.headers.authorization, body: JSON.parse(text) });
      const [status, body = {}] = answers.length > 1 ? answers.shift()! : answers[0]!;
      response.writeHead(status).end(JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  api = createHttpApi({ baseUrl: `http://127.0.0.1:${port}`, token: 'secret', workerId: 'w' });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const claim = {
  ...lease,
  videoKey: 'k',
  leaseSeconds: 30,
  alone: false,
  prefix: 'k/1',
  attempt: 1,
  spec: { kind: 'probe', source: { bucket: 'b', key: 's', size: 1 } },
};

describe('the internal API', () => {
  it('is asked with the token and the lease', async () => {
    answers = [[200, claim], [200]];
    expect(await api.claim(lease.taskId, never)).toEqual(claim);
    await api.heartbeat(lease, never, 0.5);
    expect(asked).toEqual([
      {
        url: `/internal/transcodes/tasks/${lease.taskId}/claim`,
        authorization: 'Bearer secret',
        body: { workerId: 'w' },
      },
      {
        url: `/internal/transcodes/tasks/${lease.taskId}/heartbeat`,
        authorization: 'Bearer secret',
        body: { leaseToken: lease.leaseToken, fraction: 0.5 },
      },
    ]);
  });

  it('has nothing to claim when it answers 409', async () => {
    answers = [[409]];
    expect(await api.claim(lease.taskId, never)).toBeUndefined();
  });

  it('takes the lease away with 409, at once', async () => {
    answers = [[409]];
    await expect(api.complete(lease, { kind: 'finalize', mp4Bytes: 1 })).rejects.toBeInstanceOf(
      LeaseLostError,
    );
    await expect(api.progress(lease, [], never)).rejects.toBeInstanceOf(LeaseLostError);
    expect(asked).toHaveLength(2);
  });

  it('is told a result again while it restarts', async () => {
    answers = [[503], [500], [200]];
    await api.complete(lease, { kind: 'finalize', mp4Bytes: 1 });
    expect(asked).toHaveLength(3);
  });

  it('is not asked again what it does not understand', async () => {
    answers = [[400]];
    await expect(api.release(lease)).rejects.toThrow('release was answered with 400');
    expect(asked).toHaveLength(1);
  });

  it('is not believed when it answers something else than a claim', async () => {
    answers = [[200, { ...claim, spec: { kind: 'format-disk' } }]];
    await expect(api.claim(lease.taskId, never)).rejects.toThrow();
  });
});
