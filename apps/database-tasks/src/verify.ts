import type { Task } from './task.ts';
export const verify = async (_task: Task) => ({ ok: true });
