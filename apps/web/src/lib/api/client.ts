import type { ZodType } from 'zod';
import {
  ApiProblem,
  isAbort,
  networkProblem,
  problemOf,
  timeoutProblem,
  unexpectedAnswer,
} from './problem.ts';
import { retryDelay } from './retry.ts';

export interface CallOptions<T> {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** What the answer must look like; anything else is a problem. */
  answer: ZodType<T>;
  headers?: Readonly<Record<string, string>>;
  /** The call may be sent again when nobody knows whether it arrived. GET and DELETE always may. */
  idempotent?: boolean;
  /** Reaches the service even when the page is left at this moment (bodies up to 64 KiB). */
  keepalive?: boolean;
  signal?: AbortSignal;
}

export interface ApiDeps {
  fetch: typeof fetch;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  random: () => number;
  /** Renews the session if there is one, and makes an ended one be forgotten. */
  refresh?: () => Promise<unknown>;
  baseUrl?: string;
  headers?: Readonly<Record<string, string>>;
  /** For one try, answer included. */
  timeoutMs?: number;
}

export type Api = <T>(path: string, options: CallOptions<T>) => Promise<T>;

const renewable = new Set(['unauthenticated', 'session_expired']);

/**
 * The one way to the API. Answers are parsed, errors are `ApiProblem`s, passing failures of calls that may be
 * repeated are retried, and an expired session is renewed once.
 */
export function createApi(deps: ApiDeps): Api {
  async function once<T>(path: string, options: CallOptions<T>): Promise<T> {
    const timeout = AbortSignal.timeout(deps.timeoutMs ?? 15_000);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    let response: Response;
    let text: string;
    try {
      response = await deps.fetch(`${deps.baseUrl ?? ''}${path}`, {
        method: options.method ?? 'GET',
        headers: {
          accept: 'application/json',
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...deps.headers,
          ...options.headers,
        },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
        ...(options.keepalive ? { keepalive: true } : {}),
        credentials: 'same-origin',
        cache: 'no-store',
        signal,
      });
      text = await response.text();
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      throw timeout.aborted ? timeoutProblem(error) : networkProblem(error);
    }
    const body = parseJson(text);
    if (!response.ok) throw problemOf(response, body);
    const parsed = options.answer.safeParse(body);
    if (!parsed.success) throw unexpectedAnswer(response.status, parsed.error);
    return parsed.data;
  }

  return async function call(path, options) {
    const repeatable =
      options.idempotent ??
      (options.method === undefined || options.method === 'DELETE' || options.method === 'GET');
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(path, options);
      } catch (error) {
        if (!(error instanceof ApiProblem) || isAbort(error)) throw error;
        if (!renewed && deps.refresh && renewable.has(error.code)) {
          renewed = true;
          await deps.refresh();
          // Even when there is nothing to renew: without the ended session, what is public opens again.
          continue;
        }
        const delay = repeatable ? retryDelay(error, attempt, deps.random) : undefined;
        if (delay === undefined) throw error;
        await deps.sleep(delay, options.signal);
      }
    }
  };
}

/** undefined for an empty or unreadable body: the answer's schema decides whether that is all right. */
function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
