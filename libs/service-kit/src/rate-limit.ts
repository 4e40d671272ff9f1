import type { FastifyRequest } from 'fastify';
import type { App } from './app-type.ts';
import { ApiError } from './errors.ts';

export type RateLimit = {
  max: number;
  windowSeconds: number;
  /** What is counted; the caller's address by default. Runs after validation, so it may look at the body. */
  key?: (request: FastifyRequest) => string;
};

/**
 * Limits every route of this scope; scopes nest, so one route can have several limits.
 * Counters live in the process: with several tasks each allows `max`, and the firewall in front limits the sum.
 */
export function limitRate(
  scope: App,
  { max, windowSeconds, key = (request) => request.ip }: RateLimit,
): void {
  const check = scope.createRateLimit({ max, timeWindow: windowSeconds * 1000, keyGenerator: key });
  scope.addHook('preHandler', async (request) => {
    const result = await check(request);
    if (!result.isAllowed && result.isExceeded)
      throw new ApiError('rate_limited', { retryAfterSeconds: result.ttlInSeconds });
  });
}
