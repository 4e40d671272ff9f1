import { errorSentence, errorStatus, type ErrorBody, type ErrorCode } from '@matinee/contracts';

type Details = ErrorBody['error']['details'];

/** An error the caller may see: thrown anywhere, rendered by the one error handler. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;
  readonly details: Details;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    options: { details?: Details; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(errorSentence(code), { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return errorStatus(this.code);
  }
}
