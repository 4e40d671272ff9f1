import type { Connection } from 'mariadb';
import { planOf, readHistory } from './migrations/history.ts';
import { readMigrations } from './migrations/read.ts';
import type { ServiceDatabase } from './plan.ts';

export type TableReport = { rows: number; newest?: string };
export type TablesReport = {
  /** Who logged in, and with which version of the secret. */
  user: string;
  migrations: { pending: string[]; failed: string[]; edited: string[]; unknown: string[] };
  tables: Record<string, TableReport>;
  /** Tables of the migrations that the database does not have. */
  missingTables: string[];
};

const escape = (name: string) => `\`${name.replaceAll('`', '``')}\``;

/** Are all tables there, how much is in them, and of when is the newest row? Reads only. */
export async function inspectTables(
  connection: Connection,
  { migrations: folder }: Pick<ServiceDatabase, 'migrations'>,
  user: string,
): Promise<TablesReport> {
  const migrations = readMigrations(folder);
  const { pending, failed, edited, missing } = planOf(migrations, await readHistory(connection));
  const present: { name: string }[] = await connection.query(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
  );
  const names = present.map(({ name }) => name).filter((name) => name !== '_prisma_migrations');
  const tables: Record<string, TableReport> = {};
  for (const name of names.sort()) tables[name] = await inspectTable(connection, name);
  return {
    user,
    migrations: { pending: pending.map(({ name }) => name), failed, edited, unknown: missing },
    tables,
    missingTables: tablesOf(migrations.map(({ sql }) => sql)).filter((name) => !names.includes(name)),
  };
}

/** Made by the migrations and not dropped again. */
export function tablesOf(migrations: readonly string[]): string[] {
  const tables = new Set<string>();
  for (const [, verb = '', name = ''] of migrations
    .join('\n')
    .matchAll(/^\s*(CREATE|DROP)\s+TABLE\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?`?(\w+)`?/gim))
    if (verb.toUpperCase() === 'CREATE') tables.add(name);
    else tables.delete(name);
  return [...tables];
}

async function inspectTable(connection: Connection, table: string): Promise<TableReport> {
  const times: { name: string }[] = await connection.query(
    `SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()
     AND TABLE_NAME = ? AND COLUMN_NAME IN ('createdAt', 'updatedAt', 'firstSeenAt')`,
    [table],
  );
  const newest = times.map(({ name }) => `MAX(${escape(name)})`);
  const [row] = await connection.query({
    sql: `SELECT COUNT(*), ${newest.length > 0 ? newest.join(', ') : 'NULL'} FROM ${escape(table)}`,
    rowsAsArray: true,
  });
  const [rows, ...moments] = row as [bigint, ...(Date | null)[]];
  const last = moments.filter((moment) => moment !== null).sort((a, b) => b.getTime() - a.getTime())[0];
  return { rows: Number(rows), ...(last && { newest: last.toISOString() }) };
}
