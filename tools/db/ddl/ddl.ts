import type { DMMF } from '@prisma/generator-helper';
import { columnDdl } from './column.ts';
import { foreignKeysDdl } from './foreign-keys.ts';
import { indexesDdl } from './indexes.ts';
import { quote, tableName } from './names.ts';

function tableDdl(model: DMMF.Model, { enums, indexes }: DMMF.Datamodel): string {
  const columns = model.fields
    .filter(({ kind }) => kind === 'scalar' || kind === 'enum')
    .map((field) => `    ${columnDdl(field, enums)}`);
  const keys = indexesDdl(model, indexes).map((line) => `    ${line}`);
  const body = columns.join(',\n') + (keys.length ? `,\n\n${keys.join(',\n')}` : '');
  return (
    `-- CreateTable\nCREATE TABLE ${quote(tableName(model))} (\n${body}\n)` +
    ' DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;'
  );
}

/**
 * The whole database of a Prisma schema as MySQL DDL, with the types, names and order of Prisma's own schema engine.
 * Knows scalars, `@db` types, enums, defaults, indexes, full-text indexes and foreign keys; not views.
 */
export function mysqlDdl(datamodel: DMMF.Datamodel): string {
  const tables = datamodel.models.map((model) => tableDdl(model, datamodel));
  const relations = datamodel.models.flatMap((model) => foreignKeysDdl(model, datamodel.models));
  return `${[...tables, ...relations].join('\n\n')}\n`;
}
