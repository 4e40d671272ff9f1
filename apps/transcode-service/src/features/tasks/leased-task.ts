import type { Outputs } from '../../domain/renditions.ts';
import type { StoredSpec } from '../../domain/types.ts';
import type { Tx } from '../../database.ts';

export type TaskRow = NonNullable<Awaited<ReturnType<Tx['task']['findUnique']>>>;
export type LeasedTask = Omit<TaskRow, 'spec' | 'outputs'> & { spec: StoredSpec; outputs: Outputs | null };

export const typed = (row: TaskRow): LeasedTask => ({
  ...row,
  spec: row.spec as unknown as StoredSpec,
  outputs: row.outputs as unknown as Outputs | null,
});
