import type { TaskResult } from '../../work/contract.ts';
import type { TaskContext } from '../task-context.ts';

/** Looks at nothing yet: every rung keeps its cap. */
export async function runAnalyzeTask(_context: TaskContext<'analyze'>): Promise<TaskResult> {
  return { kind: 'analyze', rungs: [], drop: [] };
}
