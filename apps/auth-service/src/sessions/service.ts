import { ApiError } from '@matinee/service-kit';
import type { AnswerFloor } from '../answer-floor.ts';
import type { Identity } from '../identity/identity.ts';

const isOver = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'session_expired' || error.code === 'unauthenticated');

/** Runs `end`; a session that is already over is no failure. */
async function unlessOver(end: () => Promise<void>): Promise<boolean> {
  try {
    await end();
    return true;
  } catch (error) {
    if (isOver(error)) return false;
    throw error;
  }
}

type GivenTokens = { accessToken?: string | undefined; refreshToken?: string | undefined };

export function createSessions(identity: Identity, floor: AnswerFloor) {
  return {
    /** @throws ApiError `wrong_credentials`, `account_unconfirmed` (for who knows the password) */
    login: (email: string, password: string) => floor.onFailure(() => identity.login(email, password)),
    /** @throws ApiError `session_expired` */
    refresh: identity.refresh,

    /** Ends the session of the refresh token; without one all sessions, since an access token names no single one. */
    async logout({ accessToken, refreshToken }: GivenTokens): Promise<void> {
      if (refreshToken) await identity.revoke(refreshToken);
      else if (accessToken) await unlessOver(() => identity.signOut(accessToken));
    },

    /**
     * Ends all sessions of the account, by either token. An access token that has expired is replaced first; where
     * that is impossible there is nothing left to end.
     */
    async logoutEverywhere({ accessToken, refreshToken }: GivenTokens): Promise<void> {
      if (accessToken && (await unlessOver(() => identity.signOut(accessToken)))) return;
      if (refreshToken)
        await unlessOver(async () => identity.signOut((await identity.refresh(refreshToken)).accessToken));
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
