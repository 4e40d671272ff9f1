import type { DMMF } from '@prisma/generator-helper';
import { columnName, constraintName, quote, tableName } from './names.ts';

const kinds = {
  normal: { keyword: 'INDEX', suffix: 'idx' },
  fulltext: { keyword: 'FULLTEXT INDEX', suffix: 'idx' },
  unique: { keyword: 'UNIQUE INDEX', suffix: 'key' },
} as const;

function columns(model: DMMF.Model, fields: readonly DMMF.IndexField[]): string {
  const parts = fields.map(
    ({ name, length, sortOrder }) =>
      quote(columnName(model, name)) + (length ? `(${length})` : '') + (sortOrder === 'desc' ? ' DESC' : ''),
  );
  return parts.join(', ');
}

function indexDdl(model: DMMF.Model, index: DMMF.Index): string {
  if (index.type === 'id') return `PRIMARY KEY (${columns(model, index.fields)})`;
  const { keyword, suffix } = kinds[index.type];
  const names = index.fields.map(({ name }) => columnName(model, name));
  const name = index.dbName ?? constraintName(tableName(model), names, suffix);
  return `${keyword} ${quote(name)}(${columns(model, index.fields)})`;
}

/** Lines of CREATE TABLE, the primary key last as Prisma has it. */
export function indexesDdl(model: DMMF.Model, all: readonly DMMF.Index[]): string[] {
  const own = all.filter((index) => index.model === model.name);
  const last = (index: DMMF.Index) => Number(index.type === 'id');
  return own.toSorted((a, b) => last(a) - last(b)).map((index) => indexDdl(model, index));
}
