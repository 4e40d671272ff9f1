/** What a task is started with: its container's command and environment, overrides and the agent's address included. */
export type LaunchRequest = {
  taskArn: string;
  /** Name of the task definition without its revision. */
  family: string;
  command: string[];
  environment: Record<string, string>;
};

export type Launched = {
  /** Resolves when the process has ended, with its exit code, or null when a signal ended it. */
  exited: Promise<number | null>;
  /** SIGTERM, and SIGKILL for one that does not listen; resolves when it has ended. */
  stop(): Promise<void>;
};

/** Starts a task's process. The task is PENDING until this resolves, which a place without capacity never does. */
export type Launch = (request: LaunchRequest) => Launched | Promise<Launched>;

export type Definition = {
  family: string;
  revision: number;
  container: { name: string; image: string; command: string[]; environment: Record<string, string> };
  createdAt: number;
};

export type Service = {
  name: string;
  definition: Definition;
  desired: number;
  active: boolean;
  createdAt: number;
  /** Tasks that ended by themselves in a row, and when the next may be started (ms). */
  crashes: number;
  notBefore: number;
};

export type Task = {
  id: string;
  definition: Definition;
  /** None: started by RunTask. */
  service: Service | undefined;
  request: LaunchRequest;
  status: 'PENDING' | 'RUNNING' | 'STOPPING' | 'STOPPED';
  launched: Launched | undefined;
  createdAt: number;
  startedAt: number | undefined;
  stoppedAt: number | undefined;
  exitCode: number | null | undefined;
  stopCode:
    | 'TaskFailedToStart'
    | 'EssentialContainerExited'
    | 'UserInitiated'
    | 'ServiceSchedulerInitiated'
    | undefined;
  stoppedReason: string | undefined;
  /** Until then (ms) scale-in leaves it alone. */
  protectedUntil: number;
};
