import { randomUUID } from 'node:crypto';
import type { Connection, ConnectionConfig } from 'mariadb';
import { connect } from '../../../apps/database-tasks/src/migrations/connection.ts';
import { fingerprint } from './fingerprint.ts';
import { readMigrations, readSchemaSql } from './read.ts';
import { deployTo } from '../../../apps/database-tasks/src/migrations/runner.ts';

export type Drift = { onlyInSchema: string[]; onlyInMigrations: string[] };

/**
 * Do the migrations lead to the Prisma schema? Builds both in scratch databases of `server` and compares them.
 * @param server somebody who may create databases there
 */
export async function check(server: string | ConnectionConfig, service: string): Promise<Drift> {
  const connection = await connect(server);
  try {
    const migrated = await inScratch(connection, async () => {
      await deployTo(connection, readMigrations(service), () => {});
      return fingerprint(connection);
    });
    const wanted = await inScratch(connection, async () => {
      await connection.query(readSchemaSql(service));
      return fingerprint(connection);
    });
    return {
      onlyInSchema: wanted.filter((line) => !migrated.includes(line)),
      onlyInMigrations: migrated.filter((line) => !wanted.includes(line)),
    };
  } finally {
    await connection.end();
  }
}

async function inScratch<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const name = `matinee_check_${randomUUID().slice(0, 8)}`;
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  try {
    await connection.query(`USE ${name}`);
    return await work();
  } finally {
    await connection.query(`DROP DATABASE ${name}`);
  }
}
