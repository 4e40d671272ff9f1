import type { DMMF } from '@prisma/generator-helper';
import { columnName, constraintName, quote, tableName } from './names.ts';

const actions: Record<string, string> = {
  Cascade: 'CASCADE',
  Restrict: 'RESTRICT',
  NoAction: 'NO ACTION',
  SetNull: 'SET NULL',
  SetDefault: 'SET DEFAULT',
};

function foreignKey(model: DMMF.Model, field: DMMF.Field, models: readonly DMMF.Model[]): string {
  const target = models.find(({ name }) => name === field.type);
  if (!target) throw new Error(`${model.name}.${field.name} points to nothing.`);
  const from = field.relationFromFields ?? [];
  const columns = from.map((name) => columnName(model, name));
  const targets = (field.relationToFields ?? []).map((name) => columnName(target, name));
  // Prisma's defaults ("Referential actions"): an optional relation is emptied, a required one protects its target.
  const optional = from.some((name) => !model.fields.find((other) => other.name === name)?.isRequired);
  const onDelete = actions[field.relationOnDelete ?? (optional ? 'SetNull' : 'Restrict')];
  const onUpdate = actions[field.relationOnUpdate ?? 'Cascade'];
  return (
    `-- AddForeignKey\nALTER TABLE ${quote(tableName(model))}` +
    ` ADD CONSTRAINT ${quote(constraintName(tableName(model), columns, 'fkey'))}` +
    ` FOREIGN KEY (${columns.map(quote).join(', ')})` +
    ` REFERENCES ${quote(tableName(target))}(${targets.map(quote).join(', ')})` +
    ` ON DELETE ${onDelete} ON UPDATE ${onUpdate};`
  );
}

/** Statements for a model's relations; they come after all tables. */
export const foreignKeysDdl = (model: DMMF.Model, models: readonly DMMF.Model[]): string[] =>
  model.fields
    .filter(({ kind, relationFromFields }) => kind === 'object' && relationFromFields?.length)
    .map((field) => foreignKey(model, field, models));
