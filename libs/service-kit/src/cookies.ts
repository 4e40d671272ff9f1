import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

const day = 24 * 3600;

/**
 * Browser sessions: tokens in httpOnly cookies that no script can read. The `__Host-` and `__Secure-` prefixes
 * (RFC 6265bis §4.1.3) need https, which a laptop does not have.
 * The access cookie outlives the access token on purpose: an expired token is answered with `session_expired`,
 * which tells the client to refresh, where a vanished cookie would silently make it anonymous.
 */
export function sessionCookies(publicOrigin: string, refreshDays = 30) {
  const secure = publicOrigin.startsWith('https:');
  const base: CookieSerializeOptions = { httpOnly: true, secure, sameSite: 'lax', maxAge: refreshDays * day };
  const access = { name: secure ? '__Host-matinee' : 'matinee', options: { ...base, path: '/' } };
  const refresh = {
    name: secure ? '__Secure-matinee-refresh' : 'matinee-refresh',
    options: { ...base, path: '/auth' },
  };

  return {
    accessToken: (request: FastifyRequest) => request.cookies[access.name],
    refreshToken: (request: FastifyRequest) => request.cookies[refresh.name],
    set(reply: FastifyReply, tokens: { accessToken: string; refreshToken?: string | undefined }) {
      void reply.setCookie(access.name, tokens.accessToken, access.options);
      if (tokens.refreshToken) void reply.setCookie(refresh.name, tokens.refreshToken, refresh.options);
    },
    clear(reply: FastifyReply) {
      void reply.clearCookie(access.name, access.options).clearCookie(refresh.name, refresh.options);
    },
  };
}
export type SessionCookies = ReturnType<typeof sessionCookies>;
