import type { DMMF } from '@prisma/generator-helper';
import { literal, quote } from './names.ts';

/** What Prisma makes of a field without `@db.…` (prisma.io/docs/orm/overview/databases/mysql, "Type mappings"). */
const scalarTypes: Record<string, string> = {
  String: 'VARCHAR(191)',
  Int: 'INTEGER',
  BigInt: 'BIGINT',
  Float: 'DOUBLE',
  Decimal: 'DECIMAL(65,30)',
  DateTime: 'DATETIME(3)',
  Boolean: 'BOOLEAN',
  Json: 'JSON',
  Bytes: 'LONGBLOB',
};

/** `@db.UnsignedBigInt` is `BIGINT UNSIGNED`; every other native type is its own name in capitals. */
function nativeType([name, args]: readonly [string, readonly string[]]): string {
  const unsigned = name.startsWith('Unsigned');
  const base = name.replace('Unsigned', '').toUpperCase();
  const type = base === 'INT' ? 'INTEGER' : base;
  return type + (args.length ? `(${args.join(', ')})` : '') + (unsigned ? ' UNSIGNED' : '');
}

function enumValues(field: DMMF.Field, enums: readonly DMMF.DatamodelEnum[]) {
  const found = enums.find(({ name }) => name === field.type);
  if (!found) throw new Error(`There is no enum ${field.type}.`);
  return found.values.map((value) => ({ name: value.name, stored: literal(value.dbName ?? value.name) }));
}

function columnType(field: DMMF.Field, enums: readonly DMMF.DatamodelEnum[]): string {
  if (field.kind === 'enum') {
    const values = enumValues(field, enums).map(({ stored }) => stored);
    return `ENUM(${values.join(', ')})`;
  }
  if (field.nativeType) return nativeType(field.nativeType as [string, string[]]);
  const type = scalarTypes[field.type];
  if (!type) throw new Error(`No MySQL type is known for ${field.name} ${field.type}.`);
  return type;
}

/** The database's part of a default. What the client fills in, such as `uuid()`, is none. */
function defaultValue(field: DMMF.Field, type: string, enums: readonly DMMF.DatamodelEnum[]) {
  const given = field.default;
  if (given === undefined || given === null || Array.isArray(given)) return undefined;
  if (typeof given === 'object') {
    const { name, args } = given as DMMF.FieldDefault;
    if (name === 'now') return `CURRENT_TIMESTAMP${/^(?:DATETIME|TIMESTAMP)(\(\d\))/.exec(type)?.[1] ?? ''}`;
    if (name === 'dbgenerated') return args[0] === undefined ? undefined : String(args[0]);
    return undefined;
  }
  if (field.kind === 'enum') return enumValues(field, enums).find(({ name }) => name === given)?.stored;
  return ['String', 'Json'].includes(field.type) ? literal(String(given)) : String(given);
}

const isAutoincrement = ({ default: given }: DMMF.Field) =>
  typeof given === 'object' && given !== null && 'name' in given && given.name === 'autoincrement';

/** One line of CREATE TABLE. @throws Error for a type it does not know. */
export function columnDdl(field: DMMF.Field, enums: readonly DMMF.DatamodelEnum[]): string {
  const type = columnType(field, enums);
  const value = defaultValue(field, type, enums);
  return [
    quote(field.dbName ?? field.name),
    type,
    field.isRequired ? 'NOT NULL' : 'NULL',
    ...(isAutoincrement(field) ? ['AUTO_INCREMENT'] : []),
    ...(value === undefined ? [] : [`DEFAULT ${value}`]),
  ].join(' ');
}
