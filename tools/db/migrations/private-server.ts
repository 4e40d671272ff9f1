import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionConfig } from 'mariadb';
import { startMariaDb } from '../../../libs/local-cloud/src/database/mariadb.ts';

const account = { name: 'scratch', user: 'scratch', password: 'scratch-password' };

/** Lends an empty MariaDB (its administrator, and one database by URL) for as long as `work` runs. */
export async function withPrivateServer<T>(
  work: (server: { admin: ConnectionConfig; url: string }) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'matinee-db-check-'));
  const server = await startMariaDb({ dir, port: 0, databases: [account] });
  try {
    return await work({
      admin: { socketPath: server.adminSocket, user: 'root' },
      url: server.url('scratch'),
    });
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
