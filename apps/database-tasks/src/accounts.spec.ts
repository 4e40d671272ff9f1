import { privateMariaDb, type PrivateMariaDb } from '@matinee/testing';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setPassword } from './accounts.ts';
import { connect } from './migrations/connection.ts';
import { using } from './server.ts';

let server: PrivateMariaDb;
beforeAll(async () => {
  server = await privateMariaDb();
  await server.admin("CREATE USER master@'%' IDENTIFIED BY 'm'; GRANT ALL ON *.* TO master@'%'");
});
afterAll(() => server.stop());

it('a password that the server refuses is in no error, and so in no log', async () => {
  const { host, port } = server;
  await using(connect({ host, port, user: 'master', password: 'm' }), async (master) => {
    const error: unknown = await setPassword(master, 'nobody', 'plain-secret-text').catch((e: unknown) => e);
    expect(inspect(error)).toContain('ALTER USER');
    expect(inspect(error, { depth: 9 })).not.toContain('plain-secret-text');
  });
});
