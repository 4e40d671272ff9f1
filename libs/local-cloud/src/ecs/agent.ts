import { randomUUID } from 'node:crypto';
import { isObject } from './input.ts';
import type { Scheduler } from './scheduler.ts';
import type { Store } from './store.ts';

type Answer = { status: number; body: object };

/** Minutes of protection: what ECS assumes and what it allows. */
const DEFAULT_MINUTES = 120;
const MOST_MINUTES = 2880;

/** `/api/{task}/task-protection/v1/state`; the part before it is what ECS_AGENT_URI says. */
const path = /^\/api\/(\w+)\/task-protection\/v1\/state$/;

/**
 * The part of the task agent that containers use: scale-in protection.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
 */
export function createAgent({
  store,
  scheduler,
  now,
}: {
  store: Store;
  scheduler: Scheduler;
  now: () => number;
}) {
  return {
    serves: (url: string): boolean => path.test(url),

    handle(method: string, url: string, body: unknown): Answer {
      const task = store.findTask(path.exec(url)?.[1] ?? '');
      if (!task) return { status: 404, body: { message: 'Not Found' } };
      const taskArn = store.taskArn(task.id);
      const refuse = (status: number, code: string, message: string): Answer => ({
        status,
        body: { requestID: randomUUID(), error: { Arn: taskArn, Code: code, Message: message } },
      });
      const state = (): Answer => ({
        status: 200,
        body: {
          protection: {
            ProtectionEnabled: task.protectedUntil > now(),
            ...(task.protectedUntil > now() && {
              ExpirationDate: new Date(task.protectedUntil).toISOString(),
            }),
            TaskArn: taskArn,
          },
        },
      });
      if (method === 'GET') return state();
      if (method !== 'PUT') return { status: 405, body: { message: 'Method Not Allowed' } };

      const input = isObject(body) ? body : {};
      const { ProtectionEnabled: enabled, ExpiresInMinutes: minutes = DEFAULT_MINUTES } = input;
      if (typeof enabled !== 'boolean')
        return refuse(
          400,
          'InvalidParameterException',
          'Invalid request: does not contain ProtectionEnabled field',
        );
      if (!Number.isInteger(minutes) || Number(minutes) < 1 || Number(minutes) > MOST_MINUTES)
        return refuse(
          400,
          'InvalidParameterException',
          `expiresInMinutes must be between 1 and ${MOST_MINUTES}`,
        );
      if (!task.service || task.status !== 'RUNNING')
        return { status: 200, body: { failure: { Arn: taskArn, Detail: null, Reason: 'TASK_NOT_VALID' } } };
      task.protectedUntil = enabled ? now() + Number(minutes) * 60_000 : 0;
      if (!enabled) scheduler.reconcile(task.service);
      return state();
    },
  };
}
export type Agent = ReturnType<typeof createAgent>;
