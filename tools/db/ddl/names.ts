import type { DMMF } from '@prisma/generator-helper';

/** MySQL's limit for the name of an index or constraint, in characters. */
const maxName = 64;

export const quote = (name: string) => `\`${name}\``;
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

export const tableName = (model: DMMF.Model) => model.dbName ?? model.name;

/** The column of a model's field. */
export function columnName(model: DMMF.Model, field: string): string {
  const found = model.fields.find(({ name }) => name === field);
  if (!found) throw new Error(`${model.name} has no field ${field}.`);
  return found.dbName ?? found.name;
}

/** Prisma's rule for unnamed indexes and keys: `table_column_column_suffix`, cut before the suffix. */
export const constraintName = (table: string, columns: readonly string[], suffix: 'idx' | 'key' | 'fkey') =>
  `${[table, ...columns].join('_').slice(0, maxName - suffix.length - 1)}_${suffix}`;
