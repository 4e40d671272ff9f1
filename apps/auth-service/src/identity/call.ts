import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '@matinee/service-kit';
import type { Operation } from './outcomes.ts';
import { outcomes } from './outcomes.ts';

type SdkError = { name?: unknown; $metadata?: { httpStatusCode?: number } };

/**
 * Worth another try: the quota of the pool, a fault of Cognito's, or an answer that never came. Not left to the SDK,
 * which also retries LimitExceededException ("Too many wrong codes"), slowly, and so would tell by time who exists.
 */
const isPassing = ({ name, $metadata }: SdkError): boolean => {
  const status = $metadata?.httpStatusCode;
  return name === 'TooManyRequestsException' || status === undefined || status >= 500;
};

/** 100 to 300 ms: callers that met the same fault together do not come back together. */
const pause = () => delay(100 + Math.random() * 200);

/**
 * Calls Cognito and speaks of its exceptions in codes of the catalogue.
 * @returns undefined for an outcome that must stay silent
 * @throws ApiError, or the original error when it has no row in outcomes.ts
 */
export async function callCognito<T>(operation: Operation, send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send().catch(async (error: SdkError) => {
      if (!isPassing(error)) throw error;
      await pause();
      return send();
    });
  } catch (cause) {
    const { name, $metadata } = cause as SdkError;
    const outcome = typeof name === 'string' ? outcomes[operation][name] : undefined;
    if (outcome === 'silent') return undefined;
    if (outcome)
      throw new ApiError(outcome, { cause, ...(isTemporary(outcome) && { retryAfterSeconds: 2 }) });
    if ($metadata?.httpStatusCode === undefined)
      throw new ApiError('service_unavailable', { cause, retryAfterSeconds: 2 });
    throw cause;
  }
}

const isTemporary = (code: string): boolean => code === 'service_unavailable' || code === 'rate_limited';
