import { randomUUID } from 'node:crypto';
import type { Store } from './store.ts';
import type { Definition, Launch, Launched, Service, Task } from './types.ts';

type Options = {
  store: Store;
  launch: Launch;
  /** Where a task finds its agent. */
  agentUri: (taskId: string) => string;
  /** A task of a service has come or gone. */
  onChange: (service: Service, task: Task) => void;
  now: () => number;
};

type Start = {
  definition: Definition;
  service?: Service;
  overrides?: { command?: string[]; environment?: Record<string, string> };
};

export type TaskRunner = ReturnType<typeof createTaskRunner>;

/** Starts and stops single tasks and keeps their records. */
export function createTaskRunner({ store, launch, agentUri, onChange, now }: Options) {
  const ending = new Set<Promise<void>>();

  function start({ definition, service, overrides = {} }: Start): Task {
    const id = randomUUID().replaceAll('-', '');
    const { container } = definition;
    const task: Task = {
      id,
      definition,
      service,
      request: {
        taskArn: store.taskArn(id),
        family: definition.family,
        command: overrides.command ?? container.command,
        environment: { ...container.environment, ...overrides.environment, ECS_AGENT_URI: agentUri(id) },
      },
      ...{ status: 'PENDING', launched: undefined, createdAt: now(), startedAt: undefined },
      ...{ stoppedAt: undefined, exitCode: undefined, stopCode: undefined, stoppedReason: undefined },
      protectedUntil: 0,
    };
    store.tasks.set(id, task);
    void follow(task);
    return task;
  }

  async function follow(task: Task): Promise<void> {
    let launched: Launched;
    try {
      launched = await launch(task.request);
    } catch (error) {
      return over(task, undefined, 'TaskFailedToStart', String(error));
    }
    // Stopped while it was still pending.
    if (task.status !== 'PENDING') return launched.stop();
    task.launched = launched;
    task.status = 'RUNNING';
    task.startedAt = now();
    if (task.service) onChange(task.service, task);
    const code = await launched.exited;
    over(task, code, 'EssentialContainerExited', 'Essential container in task exited');
  }

  function over(
    task: Task,
    code: number | null | undefined,
    stopCode: Task['stopCode'],
    reason: string,
  ): void {
    if (task.status === 'STOPPED') return;
    task.status = 'STOPPED';
    task.stoppedAt = now();
    task.exitCode = code;
    task.stopCode ??= stopCode;
    task.stoppedReason ??= reason;
    task.protectedUntil = 0;
    store.forgetOldTasks();
    if (task.service) onChange(task.service, task);
  }

  function stop(task: Task, stopCode: Task['stopCode'], reason: string): Promise<void> {
    if (task.status === 'STOPPING' || task.status === 'STOPPED') return Promise.resolve();
    task.stopCode = stopCode;
    task.stoppedReason = reason;
    if (!task.launched) {
      over(task, undefined, stopCode, reason);
      return Promise.resolve();
    }
    task.status = 'STOPPING';
    const end = task.launched.stop().finally(() => ending.delete(end));
    ending.add(end);
    return end;
  }

  return {
    start,
    stop,
    /** Stops every task and waits for those that are ending already. */
    async stopAll(reason: string): Promise<void> {
      for (const task of store.tasks.values()) void stop(task, 'UserInitiated', reason);
      await Promise.all(ending);
    },
  };
}
