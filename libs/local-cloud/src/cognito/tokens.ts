import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { notAuthorized, refuse } from './errors.ts';
import type { JwtSigner } from './jwt.ts';
import type { Store } from './store.ts';
import type { PoolSettings, Session, User } from './types.ts';

const DAY_MS = 86_400_000;
// `RefreshTokenRotation: { Feature: ENABLED, RetryGracePeriodSeconds: 60 }`, the longest grace Cognito allows:
// a client that lost the answer may ask again with the old token.
const ROTATION_GRACE_MS = 60_000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface TokensOptions {
  store: Store;
  jwt: JwtSigner;
  region: string;
  now: () => number;
}

export function createTokens({ store, jwt, region, now }: TokensOptions) {
  /** The real issuer, so that verifiers run unchanged; only where they fetch the keys differs. */
  const issuer = (poolId: string) => `https://cognito-idp.${region}.amazonaws.com/${poolId}`;

  function results(pool: PoolSettings, user: User, session: Session) {
    const RefreshToken = randomBytes(48).toString('base64url');
    store.insertRefreshToken(sha256(RefreshToken), session.origin);
    const iat = Math.floor(now() / 1000);
    const ExpiresIn = pool.accessTokenMinutes * 60;
    const common = {
      sub: user.sub,
      iss: issuer(pool.poolId),
      origin_jti: session.origin,
      event_id: randomUUID(),
      auth_time: session.authTime,
      iat,
      exp: iat + ExpiresIn,
    };
    const AccessToken = jwt.sign({
      ...common,
      jti: randomUUID(),
      client_id: pool.clientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      username: user.sub,
    });
    const IdToken = jwt.sign({
      ...common,
      jti: randomUUID(),
      aud: pool.clientId,
      token_use: 'id',
      'cognito:username': user.sub,
      email: user.email,
      email_verified: user.emailVerified,
    });
    return { AccessToken, IdToken, RefreshToken, ExpiresIn, TokenType: 'Bearer' };
  }

  return {
    /** A new session: access, ID and refresh token. */
    open(pool: PoolSettings, user: User) {
      const session: Session = {
        origin: randomUUID(),
        sub: user.sub,
        clientId: pool.clientId,
        authTime: Math.floor(now() / 1000),
        expiresAt: now() + pool.refreshTokenDays * DAY_MS,
        revoked: false,
      };
      return store.atomically(() => {
        store.forgetSessionsBefore(now() - DAY_MS);
        store.insertSession(session);
        return results(pool, user, session);
      });
    },

    /**
     * Rotates a refresh token; the new one ends when the first one would have ended.
     * Throws NotAuthorizedException (unknown, revoked, expired) or RefreshTokenReuseException, which revokes the family.
     */
    rotate(pool: PoolSettings, token: string) {
      const hash = sha256(token);
      const found = store.refreshToken(hash);
      const session = found && store.session(found.origin);
      if (!found || session?.clientId !== pool.clientId) throw notAuthorized('Invalid Refresh Token');
      if (session.revoked) throw notAuthorized('Refresh Token has been revoked');
      if (session.expiresAt < now()) throw notAuthorized('Refresh Token has expired');
      if (found.rotatedAt !== null && now() > found.rotatedAt + ROTATION_GRACE_MS) {
        store.revokeSession(session.origin);
        throw refuse('RefreshTokenReuseException', 'Refresh Token reuse detected');
      }
      const user = store.user(pool.poolId, session.sub);
      if (!user) throw notAuthorized('Invalid Refresh Token');
      return store.atomically(() => {
        store.markRotated(hash, now());
        return results(pool, user, session);
      });
    },

    /** Ends the session of a refresh token; an unknown token is no error (RFC 7009, section 2.2). */
    revoke(pool: PoolSettings, token: string): void {
      if (jwt.verify(token)) throw refuse('UnsupportedTokenTypeException', 'Unsupported token type');
      const found = store.refreshToken(sha256(token));
      const session = found && store.session(found.origin);
      if (!session) return;
      if (session.clientId !== pool.clientId) throw refuse('UnauthorizedException', 'Invalid client');
      store.revokeSession(session.origin);
    },

    /** The account an access token speaks for. Throws NotAuthorizedException or UserNotFoundException. */
    userOf(accessToken: unknown): User {
      const claims = jwt.verify(accessToken);
      if (claims?.['token_use'] !== 'access') throw notAuthorized('Invalid Access Token');
      if (Number(claims['exp']) * 1000 <= now()) throw notAuthorized('Access Token has expired');
      const poolId = String(claims['iss']).split('/').at(-1) ?? '';
      const user = store.user(poolId, String(claims['sub']));
      if (!user) throw refuse('UserNotFoundException', 'User does not exist.');
      const session = store.session(String(claims['origin_jti']));
      if (!session || session.revoked) throw notAuthorized('Access Token has been revoked');
      return user;
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;
