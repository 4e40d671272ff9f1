import { limitRate } from '@matinee/service-kit';
import type { App } from '@matinee/service-kit';
import type { FastifyRequest } from 'fastify';
import type { AuthConfig } from './config.ts';

/** Counted per address and IP: guessing at one account is slow, and nobody can lock others out from afar. */
const addressAndIp = (request: FastifyRequest): string =>
  `${request.ip} ${(request.body as { email?: string } | null)?.email ?? ''}`;

const personId = (request: FastifyRequest): string => request.person?.id ?? request.ip;

/** The rate limits of this service; each call counts for the scope it is given. */
export function createLimits(config: AuthConfig) {
  const windowSeconds = config.RATE_WINDOW_SECONDS;
  return {
    perAddress: (scope: App) =>
      limitRate(scope, { max: config.RATE_PER_ADDRESS, windowSeconds, key: addressAndIp }),
    perPerson: (scope: App) =>
      limitRate(scope, { max: config.RATE_PER_ADDRESS, windowSeconds, key: personId }),
    perIp: (scope: App) => limitRate(scope, { max: config.RATE_PER_IP, windowSeconds }),
    sessionsPerIp: (scope: App) => limitRate(scope, { max: config.RATE_SESSION_PER_IP, windowSeconds }),
  };
}

export type Limits = ReturnType<typeof createLimits>;
