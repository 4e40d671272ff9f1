import { ErrorBody, errorSentence, type ErrorCode } from '@matinee/contracts';
import { texts } from '@/texts.ts';

/** Besides the codes of the catalogue: what only the caller can see. */
export type ProblemCode = ErrorCode | 'network' | 'timeout' | 'unexpected_answer';

export interface ProblemDetails {
  code: ProblemCode;
  message: string;
  /** HTTP status; 0 when there was no answer. */
  status: number;
  /** Field-level reasons, by a path such as `body/displayName`. */
  details?: readonly { path: string; message: string }[];
  requestId?: string;
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The one error of the API layer; `message` is for people. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly details: readonly { path: string; message: string }[];
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: ProblemDetails) {
    super(problem.message, { cause: problem.cause });
    this.name = 'ApiProblem';
    this.code = problem.code;
    this.status = problem.status;
    this.details = problem.details ?? [];
    this.requestId = problem.requestId;
    this.retryAfterSeconds = problem.retryAfterSeconds;
  }
}

export const networkProblem = (cause: unknown) =>
  new ApiProblem({ code: 'network', message: texts.problems.network, status: 0, cause });

export const timeoutProblem = (cause: unknown) =>
  new ApiProblem({ code: 'timeout', message: texts.problems.timeout, status: 0, cause });

export const unexpectedAnswer = (status: number, cause?: unknown) =>
  new ApiProblem({ code: 'unexpected_answer', message: texts.problems.unexpected, status, cause });

/** Seconds of a Retry-After header, which is a number or an HTTP date (RFC 9110, 10.2.3). */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** Reads an answer outside 2xx. A proxy in between may have answered with HTML. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const parsed = ErrorBody.safeParse(body);
  const retryAfterSeconds = retryAfter(response.headers.get('retry-after'));
  if (parsed.success) {
    return new ApiProblem({ ...parsed.data.error, status: response.status, retryAfterSeconds });
  }
  const code = codeByStatus[response.status];
  return code
    ? new ApiProblem({ code, message: errorSentence(code), status: response.status, retryAfterSeconds })
    : unexpectedAnswer(response.status);
}

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  404: 'not_found',
  413: 'body_too_large',
  429: 'rate_limited',
  502: 'service_unavailable',
  503: 'service_unavailable',
  504: 'service_unavailable',
};

/** A sentence for people about anything that was thrown. */
export const sentenceOf = (error: unknown): string =>
  error instanceof ApiProblem ? error.message : texts.problems.unexpected;

export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';
