import type { Connection } from 'mariadb';
import { connect } from '../../../apps/database-tasks/src/migrations/connection.ts';
import type { Migration } from '../../../apps/database-tasks/src/migrations/read.ts';
import { narrows } from './column-types.ts';

type Column = { type: string; nullable: boolean; filled: boolean; collation: string | null };
export type Shape = {
  /** By `table.column`. */
  columns: Map<string, Column>;
  tables: Set<string>;
  /** `table(column,…)` of unique indexes, primary keys included. */
  unique: Set<string>;
  /** `table(column) -> table(column)`. */
  foreignKeys: Set<string>;
};
export type Contraction = { object: string; what: string };

const here = "TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> '_prisma_migrations'";

/** What code depends on, of the connection's database. */
export async function shapeOf(connection: Connection): Promise<Shape> {
  const columns = await connection.query(
    `SELECT TABLE_NAME AS t, COLUMN_NAME AS c, COLUMN_TYPE AS type, IS_NULLABLE AS nullable,
       COLUMN_DEFAULT IS NOT NULL OR EXTRA LIKE '%auto_increment%' AS filled, COLLATION_NAME AS collation
     FROM information_schema.COLUMNS WHERE ${here}`,
  );
  const unique = await connection.query(
    `SELECT TABLE_NAME AS t, GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX) AS cs FROM information_schema.STATISTICS
     WHERE ${here} AND NON_UNIQUE = 0 GROUP BY TABLE_NAME, INDEX_NAME`,
  );
  const keys = await connection.query(
    `SELECT TABLE_NAME AS t, COLUMN_NAME AS c, REFERENCED_TABLE_NAME AS rt, REFERENCED_COLUMN_NAME AS rc
     FROM information_schema.KEY_COLUMN_USAGE WHERE ${here} AND REFERENCED_TABLE_NAME IS NOT NULL`,
  );
  return {
    columns: new Map(
      columns.map((row: Record<string, unknown>) => [
        `${row.t}.${row.c}`,
        {
          type: String(row.type),
          nullable: row.nullable === 'YES',
          // A column that may be null has a default without saying so.
          filled: Number(row.filled) === 1 || row.nullable === 'YES',
          collation: row.collation as string | null,
        },
      ]),
    ),
    tables: new Set(columns.map((row: { t: string }) => row.t)),
    unique: new Set(unique.map((row: { t: string; cs: string }) => `${row.t}(${row.cs})`)),
    foreignKeys: new Set(
      keys.map((row: Record<string, string>) => `${row.t}(${row.c}) -> ${row.rt}(${row.rc})`),
    ),
  };
}

const tableOf = (object: string) => object.split(/[.(]/)[0]!;

/**
 * What a migration takes away from code that was written for the shape before it: such code still runs while the next
 * release is rolled out, and again when that is rolled back. New tables are free; nothing old uses them.
 */
export function contractions(before: Shape, after: Shape): Contraction[] {
  const gone = [...before.tables].filter((table) => !after.tables.has(table));
  const kept = (object: string) => before.tables.has(tableOf(object)) && after.tables.has(tableOf(object));
  const found: Contraction[] = gone.map((object) => ({ object, what: 'the table is gone' }));
  const say = (object: string, what: string) => found.push({ object, what });

  for (const [object, old] of before.columns) {
    if (!kept(object)) continue;
    const now = after.columns.get(object);
    if (!now) say(object, 'the column is gone');
    else if (narrows(old.type, now.type)) say(object, `${old.type} has become ${now.type}`);
    else if (old.collation !== now.collation) say(object, `${old.collation} has become ${now.collation}`);
    else if (old.nullable && !now.nullable) say(object, 'it may not be null any more');
    else if (old.filled && !now.filled) say(object, 'it has no default any more');
  }
  for (const [object, now] of after.columns)
    if (kept(object) && !before.columns.has(object) && !now.filled)
      say(object, 'a new column without default, which older code does not fill');
  for (const object of after.unique)
    if (kept(object) && !before.unique.has(object)) say(object, 'has to be unique now');
  for (const object of before.unique)
    if (kept(object) && !after.unique.has(object)) say(object, 'is not kept unique any more');
  for (const object of after.foreignKeys)
    if (kept(object) && !before.foreignKeys.has(object)) say(object, 'has to refer to something now');
  return found;
}

const marker = /^-- contracts (.+): unused since (\d+\.\d+\.\d+)$/gm;

/** Contractions that the migration does not admit, and admissions that are not true; one sentence each. */
export function unexplained({ name, sql }: Pick<Migration, 'name' | 'sql'>, found: Contraction[]): string[] {
  const admitted = [...sql.matchAll(marker)].map(([, object = '']) => object);
  return [
    ...found
      .filter(({ object }) => !admitted.includes(object))
      .map(({ object, what }) => `${name}: ${object}: ${what}`),
    ...admitted
      .filter((object) => !found.some((contraction) => contraction.object === object))
      .map((object) => `${name}: says that it contracts ${object}, but does not`),
  ];
}

/** Applies migrations to an empty scratch database one by one and compares the shapes. */
export async function incompatibilities(
  server: Parameters<typeof connect>[0],
  migrations: readonly Migration[],
): Promise<string[]> {
  const connection = await connect(server);
  const scratch = `matinee_compatible_${process.pid}_${Date.now()}`;
  try {
    await connection.query(`CREATE DATABASE ${scratch} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
    await connection.query(`USE ${scratch}`);
    const sentences: string[] = [];
    let before = await shapeOf(connection);
    for (const migration of migrations) {
      await connection.query(migration.sql);
      const after = await shapeOf(connection);
      sentences.push(...unexplained(migration, contractions(before, after)));
      before = after;
    }
    return sentences;
  } finally {
    await connection.query(`DROP DATABASE IF EXISTS ${scratch}`);
    await connection.end();
  }
}
