import { of, type History, type JobRow, type TaskRow, type Violation } from './history.ts';

/** Where a job may go within a generation; every state may also become `failed`, and any at all `deleted`. */
const jobSteps: Record<string, readonly string[]> = {
  queued: ['probing', 'encoding'],
  probing: ['encoding'],
  encoding: ['playable', 'finalizing'],
  playable: ['finalizing'],
  finalizing: ['ready'],
  ready: [],
  failed: [],
  deleted: [],
};
const taskSteps: Record<string, readonly string[]> = {
  pending: ['running', 'cancelled'],
  running: ['pending', 'done', 'failed', 'cancelled'],
  done: [],
  failed: [],
  cancelled: [],
};
const over = ['ready', 'failed', 'deleted'];

function jobProblem(from: JobRow | null, to: JobRow | null): string | undefined {
  if (!to) return 'A job was forgotten.';
  if (!from) return to.state === 'queued' ? undefined : `A job began as ${to.state}.`;
  if (from.state === 'deleted' && to.state !== 'deleted') return 'A deleted video came back.';
  if (to.generation < from.generation) return 'A generation went back.';
  if (to.generation > from.generation)
    return to.state === 'queued' && from.state !== 'ready' ? undefined : `A restart led to ${to.state}.`;
  if (to.state === from.state || to.state === 'deleted') return undefined;
  if (to.state === 'failed' && !over.includes(from.state)) return undefined;
  return jobSteps[from.state]?.includes(to.state)
    ? undefined
    : `A job went from ${from.state} to ${to.state}.`;
}

function taskProblem(from: TaskRow | null, to: TaskRow | null): string | undefined {
  if (!to)
    return from && ['pending', 'running'].includes(from.state) ? 'An open task was forgotten.' : undefined;
  if (!from) return to.state === 'pending' ? undefined : `A task began as ${to.state}.`;
  if (to.state !== from.state && !taskSteps[from.state]?.includes(to.state))
    return `A task went from ${from.state} to ${to.state}.`;
  const claimed = from.state === 'pending' && to.state === 'running';
  if (to.attempts !== from.attempts + (claimed ? 1 : 0)) return 'A claim was not counted.';
  if (to.state === 'running' && !to.leased) return 'A task runs without a lease.';
  return undefined;
}

/** Every change of a row is a step of the state machine. */
export function checkGraph(history: History): Violation[] {
  const problems = [
    ...of(history, 'job').map((e) => ({ problem: jobProblem(e.from, e.to), where: e.videoKey, t: e.t })),
    ...of(history, 'task').map((e) => ({ problem: taskProblem(e.from, e.to), where: e.id, t: e.t })),
  ];
  return problems
    .filter(({ problem }) => problem !== undefined)
    .map(({ problem, where }) => ({ invariant: 'graph', sentence: `${problem} (${where})` }));
}
