import type { ErrorBody } from '@matinee/contracts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ApiError } from './errors.ts';
import { isUnavailable } from './unavailable.ts';

/** Fastify's own errors, by code (fastify.dev/docs, "Errors"). */
const fastifyErrors: Record<string, ApiError['code']> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
};

/** Any thrown thing as an error of the catalogue. Unknown ones become 500 without a word of what they said. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const details = error.validation.map((issue) => ({
      path: `${error.validationContext ?? 'body'}${issue.instancePath}`,
      message: issue.message ?? 'Not valid.',
    }));
    return new ApiError('invalid_request', { details, cause: error });
  }
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = code === undefined ? undefined : fastifyErrors[code];
  if (known) return new ApiError(known, { cause: error });
  if (error instanceof SyntaxError && statusCode === 400)
    return new ApiError('invalid_json', { cause: error });
  if (isUnavailable(error))
    return new ApiError('service_unavailable', { cause: error, retryAfterSeconds: 2 });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new ApiError('invalid_request', { cause: error });
  return new ApiError('internal_error', { cause: error });
}

/** The one error handler: logs what is ours to mend, answers with the one error shape. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toApiError(error);
  if (known.status >= 500)
    request.log.error({ err: known.cause ?? known, code: known.code }, 'request failed');
  if (known.retryAfterSeconds !== undefined)
    void reply.header('retry-after', Math.ceil(known.retryAfterSeconds));
  // The framework would hang up on a body over the limit. A proxy that is still sending it then sees a reset instead
  // of the answer, and makes a 502 or 503 of it. What comes is thrown away, until `requestTimeout` at the latest.
  if (known.code === 'body_too_large') void reply.removeHeader('connection');
  return reply
    .code(known.status)
    .type('application/json')
    .serializer(JSON.stringify)
    .send(errorBody(known, request.id));
}

export const errorBody = (error: ApiError, requestId: string): ErrorBody => ({
  error: {
    code: error.code,
    message: error.message,
    ...(error.details && { details: error.details }),
    requestId,
  },
});
