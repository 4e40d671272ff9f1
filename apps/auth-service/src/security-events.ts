import { ApiError } from '@matinee/service-kit';
import type { App } from '@matinee/service-kit';
import type { FastifyRequest } from 'fastify';

export type SecurityEvent = {
  /** Route and what came of it, such as `login_ok` or `reset-password_refused`. */
  event: string;
  status: number;
  ip: string;
  /** Code of the catalogue, when the service itself refused. */
  code?: string;
  person?: string;
};

const nameOf = (request: FastifyRequest): string => request.routeOptions.url?.split('/').at(-1) ?? 'unknown';

/**
 * One event for every answer about accounts and sessions (ASVS 5.0, 16.3.1). No address and no token is ever in it:
 * the log must not become the list of who has an account.
 */
export function addSecurityEvents(
  app: App,
  record: (event: SecurityEvent, request: FastifyRequest) => void,
): void {
  const refused = new WeakMap<FastifyRequest, string>();
  app.addHook('onError', async (request, _reply, error: unknown) => {
    if (error instanceof ApiError) refused.set(request, error.code);
  });
  app.addHook('onResponse', async (request, reply) => {
    if (request.method !== 'POST' || !request.routeOptions.url?.startsWith('/auth/')) return;
    const code = refused.get(request);
    const isOk = reply.statusCode < 400;
    record(
      {
        event: `${nameOf(request)}_${isOk ? 'ok' : 'refused'}`,
        status: reply.statusCode,
        ip: request.ip,
        ...(code && !isOk && { code }),
        ...(request.person && { person: request.person.id }),
      },
      request,
    );
  });
}
