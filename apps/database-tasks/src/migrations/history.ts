import type { Connection } from 'mariadb';
import type { Migration } from './read.ts';

/** Prisma's own table (prisma-engines, schema-connector), so that either tool can go on where the other stopped. */
export const createHistory = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             DATETIME(3),
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          DATETIME(3),
    started_at              DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    applied_steps_count     INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`;

export type HistoryRow = {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  rolled_back_at: Date | null;
};

export type Plan = {
  pending: Migration[];
  /** Started and not finished: somebody has to look before anything else is applied. */
  failed: string[];
  /** Applied, and changed on disk since. */
  edited: string[];
  /** Applied, and not on disk. */
  missing: string[];
};

/** The rows of the history; none when the table does not exist yet. */
export async function readHistory(connection: Connection): Promise<HistoryRow[]> {
  const tables: unknown[] = await connection.query("SHOW TABLES LIKE '\\_prisma\\_migrations'");
  if (tables.length === 0) return [];
  return connection.query(
    'SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations',
  );
}

/** What is left to do. Rows that were rolled back count as if they had never been. */
export function planOf(migrations: readonly Migration[], history: readonly HistoryRow[]): Plan {
  const valid = history.filter((row) => row.rolled_back_at === null);
  const done = new Map(
    valid.filter((row) => row.finished_at).map((row) => [row.migration_name, row.checksum]),
  );
  return {
    pending: migrations.filter(({ name }) => !done.has(name)),
    failed: valid.filter((row) => !row.finished_at).map((row) => row.migration_name),
    edited: migrations.filter((m) => done.has(m.name) && done.get(m.name) !== m.checksum).map((m) => m.name),
    missing: [...done.keys()].filter((name) => !migrations.some((m) => m.name === name)),
  };
}
