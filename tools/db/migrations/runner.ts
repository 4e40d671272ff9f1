import { randomUUID } from 'node:crypto';
import type { Connection } from 'mariadb';
import { connect } from './connection.ts';
import { createHistory, planOf, readHistory, type Plan } from './history.ts';
import { readMigrations, type Migration } from './read.ts';

export type Log = (line: string) => void;

/** Seconds to wait for another deployment. The lock has the name Prisma gives it. */
const lockSeconds = 10;

async function locked<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const [row] = await connection.query("SELECT GET_LOCK('prisma_migrate', ?) AS taken", [lockSeconds]);
  if (Number(row.taken) !== 1) throw new Error('Another migration is running on this server.');
  try {
    return await work();
  } finally {
    await connection.query("SELECT RELEASE_LOCK('prisma_migrate')");
  }
}

/** MySQL commits at every DDL statement, so what a failed migration leaves behind is recorded, not undone. */
async function apply(connection: Connection, { name, checksum, sql }: Migration): Promise<void> {
  const id = randomUUID();
  await connection.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES (?, ?, ?)', [
    id,
    checksum,
    name,
  ]);
  try {
    await connection.query(sql);
  } catch (cause) {
    await connection.query('UPDATE _prisma_migrations SET logs = ? WHERE id = ?', [String(cause), id]);
    throw new Error(`The migration ${name} failed: ${String(cause)}`, { cause });
  }
  await connection.query(
    'UPDATE _prisma_migrations SET finished_at = CURRENT_TIMESTAMP(3), applied_steps_count = 1 WHERE id = ?',
    [id],
  );
}

/** As `deploy`, on an open connection. */
export async function deployTo(
  connection: Connection,
  migrations: readonly Migration[],
  log: Log,
): Promise<string[]> {
  return locked(connection, async () => {
    await connection.query(createHistory);
    const { failed, edited, pending } = planOf(migrations, await readHistory(connection));
    if (failed.length > 0)
      throw new Error(
        `These migrations failed before: ${failed.join(', ')}. Repair the database by hand, then run ` +
          '`node tools/db/migrate.ts rolled-back <service> <migration>`.',
      );
    for (const name of edited) log(`warning: ${name} was edited after it had been applied`);
    for (const migration of pending) {
      await apply(connection, migration);
      log(`applied ${migration.name}`);
    }
    return pending.map(({ name }) => name);
  });
}

async function using<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(url);
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/**
 * Applies what is pending and records it in `_prisma_migrations`; safe to run from several places at once.
 * @param service folder such as `apps/catalog-service`
 * @returns names of the migrations it applied
 * @throws Error when a migration fails or failed before
 */
export const deploy = (url: string, service: string, log: Log = console.log): Promise<string[]> =>
  using(url, (connection) => deployTo(connection, readMigrations(service), log));

/** What is applied and what is not; changes nothing. */
export const status = (url: string, service: string): Promise<Plan> =>
  using(url, async (connection) => planOf(readMigrations(service), await readHistory(connection)));

/** Marks a failed migration as undone, as `prisma migrate resolve --rolled-back` does. False when none had failed. */
export const markRolledBack = (url: string, migration: string): Promise<boolean> =>
  using(url, async (connection) => {
    const { affectedRows } = await connection.query(
      'UPDATE _prisma_migrations SET rolled_back_at = CURRENT_TIMESTAMP(3)' +
        ' WHERE migration_name = ? AND finished_at IS NULL AND rolled_back_at IS NULL',
      [migration],
    );
    return affectedRows > 0;
  });
