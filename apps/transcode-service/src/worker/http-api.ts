import type { z } from 'zod';
import { Claim, ClaimRequest, Complete, Fail, Heartbeat, Progress, Release } from '../work/contract.ts';
import { LeaseLostError } from './failure.ts';
import type { Lease, TaskApi } from './ports.ts';
import { withRetries } from './retry.ts';

const TIMEOUT_MS = 10_000;

/** The server answered, but not with what was asked for. */
class AnswerError extends Error {
  override name = 'AnswerError';
  readonly status: number;

  constructor(status: number, call: string) {
    super(`${call} was answered with ${status}.`);
    this.status = status;
  }
}

/** A request that is wrong stays wrong; everything else may be a restart. */
const isFinal = (error: unknown) =>
  error instanceof LeaseLostError ||
  (error instanceof AnswerError && error.status < 500 && error.status !== 429);

/**
 * Client of `/internal/transcodes/tasks/{taskId}/…`. Reports are repeated while the server does not answer: work that
 * took minutes is not thrown away for a restart of the server. The server takes a repeated report as the same one.
 */
export function createHttpApi(options: { baseUrl: string; token: string; workerId: string }): TaskApi {
  async function post<Schema extends z.ZodType>(
    taskId: string,
    action: string,
    schema: Schema,
    body: z.input<Schema>,
    { times, signal }: { times: number; signal?: AbortSignal },
  ): Promise<unknown> {
    const url = new URL(`/internal/transcodes/tasks/${taskId}/${action}`, options.baseUrl);
    const payload = JSON.stringify(schema.parse(body));
    const attempt = async (timeLimit: AbortSignal) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' },
        body: payload,
        redirect: 'error',
        signal: timeLimit,
      });
      const text = await response.text();
      if (response.status === 409) throw new LeaseLostError(`${action} was refused.`);
      if (!response.ok) throw new AnswerError(response.status, action);
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    };
    return withRetries(attempt, { times, timeoutMs: TIMEOUT_MS, isFinal, ...(signal && { signal }) });
  }
  const leaseOf = ({ leaseToken }: Lease) => ({ leaseToken });

  return {
    async claim(taskId, signal) {
      try {
        const body = { workerId: options.workerId };
        return Claim.parse(await post(taskId, 'claim', ClaimRequest, body, { times: 3, signal }));
      } catch (error) {
        if (error instanceof LeaseLostError) return undefined;
        throw error;
      }
    },
    async heartbeat(lease, signal, fraction) {
      await post(lease.taskId, 'heartbeat', Heartbeat, { ...leaseOf(lease), fraction }, { times: 1, signal });
    },
    // 8 tries are 25 s of waiting: a server that is away for less than a lease costs no work.
    async progress(lease, renditions, signal) {
      await post(lease.taskId, 'progress', Progress, { ...leaseOf(lease), renditions }, { times: 8, signal });
    },
    async complete(lease, result) {
      await post(lease.taskId, 'complete', Complete, { ...leaseOf(lease), result }, { times: 8 });
    },
    async fail(lease, failure) {
      await post(lease.taskId, 'fail', Fail, { ...leaseOf(lease), ...failure }, { times: 8 });
    },
    async release(lease) {
      await post(lease.taskId, 'release', Release, leaseOf(lease), { times: 2 });
    },
  };
}
