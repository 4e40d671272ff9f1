import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHttpApi } from './http-api.ts';
import { keepLease } from './lease.ts';
import type { TaskApi } from './ports.ts';

/** Waits between tries are added up instead of waited for. Milliseconds. */
const waited = vi.hoisted(() => ({ sum: 0 }));
vi.mock('node:timers/promises', () => ({
  setTimeout: async (milliseconds: number) => void (waited.sum += milliseconds),
}));

const lease = { taskId: randomUUID(), leaseToken: randomUUID() };
const leaseSeconds = 30;
let server: Server;
let api: TaskApi;
/** Connections that are cut without an answer before the server is back. */
let away: number;
let heard: string[];

beforeEach(async () => {
  waited.sum = 0;
  heard = [];
  server = createServer((request, response) => {
    if (away-- > 0) return void request.socket.destroy();
    heard.push(request.url!.split('/').at(-1)!);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  api = createHttpApi({ baseUrl: `http://127.0.0.1:${port}`, token: 'secret', workerId: 'w' });
  // The middle of the jitter, so that the sum of the waits is the one that the code states.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

describe('while the transcode server is away for most of a lease', () => {
  const reports: [string, () => Promise<void>][] = [
    ['progress', () => api.progress(lease, [], new AbortController().signal)],
    ['complete', () => api.complete(lease, { kind: 'finalize', mp4Bytes: 1 })],
    ['fail', () => api.fail(lease, { code: 'internal', retriable: true, detail: '' })],
  ];
  it.each(reports)('%s is told when it is back, and no work is thrown away', async (action, report) => {
    away = 7;
    await report();
    expect(heard).toEqual([action]);
    expect(waited.sum).toBeGreaterThan((leaseSeconds * 1000 * 2) / 3);
    expect(waited.sum).toBeLessThan(leaseSeconds * 1000);
  });

  it('a lease outlives a heartbeat that nobody heard', async () => {
    away = 1;
    const kept = keepLease(api, lease, 3);
    await vi.waitFor(() => expect(heard).toEqual(['heartbeat']), { timeout: 10_000 });
    expect(kept.signal.aborted).toBe(false);
    kept.end();
  });
});
