import { randomBytes } from 'node:crypto';
import type { Connection } from 'mariadb';
import type { ServiceDatabase } from './plan.ts';

/** What a service does with its database. It never changes tables: migrations run as master. */
const privileges = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/** 256 bits, in letters that need no quoting anywhere. */
export const newPassword = (): string => randomBytes(32).toString('base64url');

const identifier = (name: string): string => {
  if (!/^[a-z]\w{0,31}$/.test(name)) throw new Error(`${name} is no name for a database or a user.`);
  return name;
};
const account = (user: string) => `'${identifier(user)}'@'%'`;

/** Makes the database if there is none. */
export async function ensureDatabase(master: Connection, { name }: ServiceDatabase): Promise<void> {
  await master.query(
    `CREATE DATABASE IF NOT EXISTS \`${identifier(name)}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  );
}

/**
 * Makes a user, if there is none, whom nobody can log in as yet, and sets what every user of the database may do.
 * @param tls only encrypted connections are let in
 */
export async function ensureUser(
  master: Connection,
  { name }: ServiceDatabase,
  user: string,
  { tls }: { tls: boolean },
): Promise<void> {
  await master.query(`CREATE USER IF NOT EXISTS ${account(user)} IDENTIFIED BY ?`, [newPassword()]);
  await master.query(`ALTER USER ${account(user)} REQUIRE ${tls ? 'SSL' : 'NONE'}`);
  // In GRANT an underscore of a database's name is a wildcard.
  const pattern = identifier(name).replaceAll('_', '\\_');
  await master.query(`GRANT ${privileges.join(', ')} ON \`${pattern}\`.* TO ${account(user)}`);
}

/** Open connections of the user stay; new ones need the new password. */
export async function setPassword(master: Connection, user: string, password: string): Promise<void> {
  await master.query(`ALTER USER ${account(user)} IDENTIFIED BY ?`, [password]);
}

/** Rejects unless the connection's user may do what a service does, in this database and in no other. */
export async function checkPrivileges(connection: Connection, { name }: ServiceDatabase): Promise<void> {
  const rows: { schema: string; privilege: string }[] = await connection.query(
    'SELECT TABLE_SCHEMA AS `schema`, PRIVILEGE_TYPE AS privilege FROM information_schema.SCHEMA_PRIVILEGES',
  );
  const plain = (schema: string) => schema.replaceAll('\\', '');
  const missing = privileges.filter(
    (privilege) => !rows.some((row) => plain(row.schema) === name && row.privilege === privilege),
  );
  if (missing.length > 0) throw new Error(`The user of ${name} lacks ${missing.join(', ')}.`);
  const foreign = rows.find((row) => plain(row.schema) !== name);
  if (foreign) throw new Error(`The user of ${name} may also use ${foreign.schema}.`);
}
