import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export type Migration = {
  /** Folder name; its leading timestamp is the order. */
  name: string;
  sql: string;
  /** SHA-256 of the file, as Prisma stores it. */
  checksum: string;
};

/** The migrations of a folder (`<name>/migration.sql`), in order. @throws Error when there are none */
export function readMigrations(folder: string): Migration[] {
  const names = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => existsSync(join(folder, name, 'migration.sql')))
    .sort();
  if (names.length === 0) throw new Error(`There are no migrations in ${folder}.`);
  return names.map((name) => {
    const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}
