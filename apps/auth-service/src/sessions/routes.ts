import { Done, Login, Refresh, Session } from '@matinee/contracts';
import { ApiError } from '@matinee/service-kit';
import type { App } from '@matinee/service-kit';
import type { FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { errors } from '../responses.ts';
import { createSessions } from './service.ts';
import { answerSession } from './session-answer.ts';

/** The token itself: whether it is still good is Cognito's to say. */
const bearerOf = (request: FastifyRequest): string | undefined =>
  /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];

export async function sessionRoutes(scope: App, { identity, floor, limits }: Context): Promise<void> {
  const sessions = createSessions(identity, floor);
  const cookies = scope.sessionCookies;

  await scope.register(async (logins: App) => {
    limits.perIp(logins);
    limits.perAddress(logins);
    logins.post(
      '/auth/login',
      {
        schema: {
          summary: 'Log in: tokens, or cookies for `x-matinee-session: cookie`',
          body: Login,
          response: { 200: Session, ...errors },
        },
      },
      async (request, reply) => {
        const { email, password } = request.body;
        return answerSession(request, reply, await sessions.login(email, password));
      },
    );
  });

  await scope.register(async (renewals: App) => {
    limits.sessionsPerIp(renewals);
    renewals.post(
      '/auth/refresh',
      {
        schema: {
          summary: 'New tokens for a refresh token from the body or the cookie',
          body: Refresh,
          response: { 200: Session, ...errors },
        },
      },
      async (request, reply) => {
        const given = request.body?.refreshToken;
        const token = given ?? cookies.refreshToken(request);
        if (!token) throw new ApiError('unauthenticated');
        try {
          return answerSession(request, reply, await sessions.refresh(token), given === undefined);
        } catch (error) {
          if (error instanceof ApiError && error.code === 'session_expired') cookies.clear(reply);
          throw error;
        }
      },
    );
    const ending = {
      '/auth/logout-here': { summary: 'Log out here', end: sessions.logout },
      '/auth/logout': { summary: 'Log out on every device', end: sessions.logoutEverywhere },
    };
    for (const [path, { summary, end }] of Object.entries(ending))
      renewals.post(
        path,
        { schema: { summary, body: Refresh, response: { 200: Done, ...errors } } },
        async (request, reply) => {
          cookies.clear(reply);
          await end({
            accessToken: bearerOf(request) ?? cookies.accessToken(request),
            refreshToken: request.body?.refreshToken ?? cookies.refreshToken(request),
          });
          return { ok: true as const };
        },
      );
  });
}
