import type { TaskContext } from '../task-context.ts';

export type AudioContext = TaskContext<'audio'>;
export type AudioSpec = AudioContext['spec'];
