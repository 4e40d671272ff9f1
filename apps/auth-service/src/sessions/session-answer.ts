import type { Session } from '@matinee/contracts';
import { sessionHeader } from '@matinee/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Tokens } from '../identity/identity.ts';

/** A browser asks for cookies by header. */
export const wantsCookies = (request: FastifyRequest): boolean => request.headers[sessionHeader] === 'cookie';

/**
 * Hands out tokens: as httpOnly cookies and not in the body, or in the body and not as cookies. Whoever came by
 * cookie gets cookies whatever the header says: otherwise a hostile script could trade the cookie for tokens.
 */
export function answerSession(
  request: FastifyRequest,
  reply: FastifyReply,
  tokens: Tokens,
  byCookie = false,
): z.infer<typeof Session> {
  const { accessToken, idToken, refreshToken, expiresIn } = tokens;
  const session = { expiresIn, tokenType: 'Bearer' as const };
  if (!byCookie && !wantsCookies(request)) return { ...session, accessToken, idToken, refreshToken };
  request.server.sessionCookies.set(reply, { accessToken, refreshToken });
  return session;
}
