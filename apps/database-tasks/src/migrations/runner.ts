import { randomUUID } from 'node:crypto';
import type { Connection } from 'mariadb';
import { createHistory, planOf, readHistory } from './history.ts';
import { locked } from './lock.ts';
import type { Migration } from './read.ts';

export type Log = (line: string) => void;

/** Seconds to wait for another deployment. The lock has the name Prisma gives it. */
const lock = {
  name: 'prisma_migrate',
  seconds: 10,
  otherwise: 'Another migration is running on this server.',
};

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
    const note = connection.query('UPDATE _prisma_migrations SET logs = ? WHERE id = ?', [String(cause), id]);
    // Without a connection there is no note; the row without an end is enough to block the next run.
    await note.catch(() => undefined);
    throw new Error(`The migration ${name} failed: ${String(cause)}`, { cause });
  }
  await connection.query(
    'UPDATE _prisma_migrations SET finished_at = CURRENT_TIMESTAMP(3), applied_steps_count = 1 WHERE id = ?',
    [id],
  );
}

/**
 * Applies what is pending to the connection's database and records it in `_prisma_migrations`; safe to run from
 * several places at once.
 * @returns names of the migrations it applied
 * @throws Error when a migration fails, failed before, or was interrupted
 */
export async function deployTo(
  connection: Connection,
  migrations: readonly Migration[],
  log: Log,
): Promise<string[]> {
  return locked(connection, lock, async () => {
    await connection.query(createHistory);
    const { failed, edited, pending } = planOf(migrations, await readHistory(connection));
    if (failed.length > 0)
      throw new Error(
        `These migrations failed before: ${failed.join(', ')}. They were begun and did not end, so any of their ` +
          'statements may have been applied. Compare the tables with migration.sql, undo or complete it by hand, ' +
          'then run `node tools/db/migrate.ts rolled-back <service> <migration>`, on AWS the command ' +
          '`rolled-back <database> <migration>` of the task matinee-database.',
      );
    for (const name of edited) log(`warning: ${name} was edited after it had been applied`);
    for (const migration of pending) {
      await apply(connection, migration);
      log(`applied ${migration.name}`);
    }
    return pending.map(({ name }) => name);
  });
}

/** Marks a failed migration as undone, as `prisma migrate resolve --rolled-back` does. False when none had failed. */
export async function markRolledBack(connection: Connection, migration: string): Promise<boolean> {
  const { affectedRows } = await connection.query(
    'UPDATE _prisma_migrations SET rolled_back_at = CURRENT_TIMESTAMP(3)' +
      ' WHERE migration_name = ? AND finished_at IS NULL AND rolled_back_at IS NULL',
    [migration],
  );
  return affectedRows > 0;
}
