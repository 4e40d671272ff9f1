import type { TaskResult } from '../../work/contract.ts';
import { TaskFailure } from '../failure.ts';
import type { TaskContext } from '../task-context.ts';

/** No plan asks for it while no probe tells that a picture can be copied. */
export async function runCopyTask(context: TaskContext<'copy'>): Promise<TaskResult> {
  throw new TaskFailure('internal', `Copying ${context.spec.rung.name} is not known here.`);
}
