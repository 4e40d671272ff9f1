import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecrets, startMariaDb } from '@matinee/local-cloud';
import { createConnection } from 'mariadb';

const host = '127.0.0.1';

export type PrivateMariaDb = Awaited<ReturnType<typeof privateMariaDb>>;

/** A MariaDB of a spec's own, for what would disturb others on the run's shared one. `stop()` it in afterAll. */
export async function privateMariaDb(serverArguments: readonly string[] = []) {
  const dir = mkdtempSync(join(tmpdir(), 'matinee-mariadb-'));
  const server = await startMariaDb({ dir, port: 0, databases: [], serverArguments });
  return {
    host,
    port: server.port,
    pid: server.pid,
    /** Runs SQL as the server's own root; statements may be several. Answers the last one's rows. */
    async admin<Row = unknown>(sql: string, values: unknown[] = []): Promise<Row[]> {
      const connection = await createConnection({
        ...{ socketPath: server.adminSocket, user: 'root', multipleStatements: true },
      });
      try {
        return await connection.query(sql, values);
      } finally {
        await connection.end();
      }
    },
    async stop(): Promise<void> {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export type PrivateSecrets = Awaited<ReturnType<typeof privateSecrets>>;

/** A Secrets Manager of a spec's own, which can be away for a while. `stop()` it in afterAll. */
export async function privateSecrets() {
  const dir = mkdtempSync(join(tmpdir(), 'matinee-secrets-'));
  const start = () => createSecrets({ file: join(dir, 'secrets.sqlite'), region: 'us-east-1' });
  let server = start();
  const { url, port } = await server.listen(0);
  return {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    set: (name: string, value: object) => server.ensure(name, JSON.stringify(value)),
    /** A secret without a value, as Pulumi makes them. */
    make: (name: string) => server.make(name),
    /** Nobody answers until `back()`. */
    away: () => server.close(),
    async back(): Promise<void> {
      server = start();
      await server.listen(port);
    },
    async stop(): Promise<void> {
      await server.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
