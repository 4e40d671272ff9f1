import type { Connection } from 'mariadb';

const here = "TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> '_prisma_migrations'";

const questions = {
  column: `SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLLATION_NAME
    FROM information_schema.COLUMNS WHERE ${here}`,
  index: `SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, SEQ_IN_INDEX, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE
    FROM information_schema.STATISTICS WHERE ${here}`,
  'foreign key': `SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME,
      k.REFERENCED_COLUMN_NAME, r.DELETE_RULE, r.UPDATE_RULE
    FROM information_schema.KEY_COLUMN_USAGE k
    JOIN information_schema.REFERENTIAL_CONSTRAINTS r
      ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
    WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL`,
};

/** Everything that makes a schema, one line each. Column order does not matter. */
export async function fingerprint(connection: Connection): Promise<string[]> {
  const lines: string[] = [];
  for (const [kind, sql] of Object.entries(questions)) {
    const rows: Record<string, unknown>[] = await connection.query(sql);
    lines.push(...rows.map((row) => `${kind} ${Object.values(row).join(' | ')}`));
  }
  return lines.sort();
}
