import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { eventually } from '@matinee/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  buildCatalog,
  catalogDatabase,
  failure,
  type CallableCatalog,
  type CatalogDatabase,
} from './testing.ts';

/** A cable to a database that can be cut: open connections break, new ones are refused. */
async function cable(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  const open = async (at: number) => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const nearPort = await open(0);
  const url = new URL(target);
  url.port = String(nearPort);
  return {
    url: String(url),
    mend: () => open(nearPort),
    async cut() {
      server.close();
      for (const socket of sockets) socket.resetAndDestroy();
    },
  };
}

let database: CatalogDatabase;
let line: Awaited<ReturnType<typeof cable>>;
let catalog: CallableCatalog;
beforeAll(async () => {
  database = await catalogDatabase();
  line = await cable(database.url);
  catalog = await buildCatalog(line.url);
});
afterAll(async () => {
  await catalog.app.close();
  await line.cut();
  await database.drop();
});

// Whatever the pool threw outside of a request would fail this run as an unhandled error.
it('answers 503 while the database is away, loses nothing and comes back by itself', async () => {
  const ownerId = randomUUID();
  const { videoKey } = (await catalog.describe(ownerId)).json();

  await line.cut();
  const answers = await Promise.all([
    catalog.call('GET', '/videos'),
    catalog.call('GET', `/videos/${videoKey}`),
    catalog.describe(randomUUID()),
    catalog.call('DELETE', `/videos/${videoKey}`, { as: ownerId }),
  ]);
  for (const answer of answers) {
    expect(failure(answer)).toEqual([503, 'service_unavailable']);
    expect(answer.headers['retry-after']).toBe('2');
  }
  expect((await catalog.call('GET', '/readyz')).statusCode).toBe(503);
  expect((await catalog.call('GET', '/livez')).statusCode).toBe(200);

  await line.mend();
  const back = await eventually(async () => {
    const response = await catalog.call('GET', `/videos/${videoKey}`);
    return response.statusCode === 200 && response;
  });
  expect(back.json()).toMatchObject({ videoKey });
});
