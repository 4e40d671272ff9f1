import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseOwner } from '@matinee/local-cloud';
import { createConnection, type Connection } from 'mariadb';
import { testCloud } from './test-cloud.ts';

export type TestDatabase = {
  name: string;
  /** `mysql://user:password@127.0.0.1:port/name`; the user owns this database and no other. */
  url: string;
  drop(): Promise<void>;
};

/**
 * An empty database, with a user, for one spec file; `schema` (SQL, or the path of a .sql file or of a Prisma
 * migrations folder) is applied to it. Drop it in afterAll.
 */
export async function createTestDatabase(owner: DatabaseOwner, schema?: string): Promise<TestDatabase> {
  const name = `${owner}_test_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  const account = `'${name}'@'127.0.0.1'`;
  await asAdmin(async (admin) => {
    await admin.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
    await admin.query(`CREATE USER ${account} IDENTIFIED BY '${password}'`);
    await admin.query(`GRANT ALL PRIVILEGES ON \`${name}\`.* TO ${account}`);
  });
  const { host } = new URL(testCloud().resources.databaseUrls[owner]);
  const url = `mysql://${name}:${password}@${host}/${name}`;
  if (schema) await applySchema(url, schema);
  return {
    name,
    url,
    drop: () =>
      asAdmin(async (admin) => {
        await admin.query(`DROP DATABASE IF EXISTS \`${name}\``);
        await admin.query(`DROP USER IF EXISTS ${account}`);
      }),
  };
}

/** Runs SQL text, a .sql file, or every `migration.sql` of a migrations folder in order, on the database of `url`. */
export async function applySchema(url: string, schema: string): Promise<void> {
  const connection = await connect(url, true);
  try {
    for (const sql of readSchema(schema)) await connection.query(sql);
  } finally {
    await connection.end();
  }
}

/** One connection to a database URL, for looking at rows a service wrote. End it. */
export function connect(url: string, multipleStatements = false): Promise<Connection> {
  const { hostname, port, username, password, pathname } = new URL(url);
  return createConnection({
    host: hostname,
    port: Number(port),
    user: username,
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    multipleStatements,
  });
}

function readSchema(schema: string): string[] {
  if (/[\n;]/.test(schema)) return [schema];
  if (!statSync(schema).isDirectory()) return [readFileSync(schema, 'utf8')];
  return readdirSync(schema, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => readFileSync(join(schema, name, 'migration.sql'), 'utf8'));
}

async function asAdmin(work: (admin: Connection) => Promise<void>): Promise<void> {
  const admin = await createConnection({ socketPath: testCloud().databaseAdminSocket, user: 'root' });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
