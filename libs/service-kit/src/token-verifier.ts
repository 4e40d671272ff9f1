import { CognitoJwtVerifier } from 'aws-jwt-verify';
import {
  FetchError,
  JwksNotAvailableInCacheError,
  JwtBaseError,
  JwtExpiredError,
} from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { ApiError } from './errors.ts';

export type Person = {
  /** Cognito's `sub`. */
  id: string;
  /** The caller's own token, for calls on their behalf. */
  accessToken: string;
};

/** Tells who a token belongs to. @throws ApiError `session_expired`, `unauthenticated` or `service_unavailable` */
export type TokenVerifier = (accessToken: string) => Promise<Person>;

/** Token keys live at the real issuer's address; locally the same path is read from the local cloud instead. */
const localKeys = (endpoint: string) =>
  new SimpleJwksCache({
    fetcher: {
      fetch: async (uri: string) => {
        const local = uri.replace(/^https:\/\/cognito-idp\.[^/]+/, endpoint.replace(/\/$/, ''));
        return await fetchKeys(local).catch((cause) => {
          throw new KeysUnavailable('The token keys cannot be read', { cause });
        });
      },
    },
  });

class KeysUnavailable extends Error {
  override name = 'KeysUnavailable';
}

async function fetchKeys(uri: string): Promise<ArrayBuffer> {
  const response = await fetch(uri, { signal: AbortSignal.timeout(3000) });
  if (!response.ok) throw new Error(`Token keys: ${response.status}`);
  return response.arrayBuffer();
}

/** Accepts access tokens of one pool and one app client: RS256, issuer, expiry, `token_use` and `client_id` checked. */
export function createTokenVerifier(config: {
  COGNITO_USER_POOL_ID: string;
  COGNITO_CLIENT_ID: string;
  COGNITO_ENDPOINT?: string | undefined;
}): TokenVerifier {
  const verifier = CognitoJwtVerifier.create(
    { userPoolId: config.COGNITO_USER_POOL_ID, clientId: config.COGNITO_CLIENT_ID, tokenUse: 'access' },
    config.COGNITO_ENDPOINT ? { jwksCache: localKeys(config.COGNITO_ENDPOINT) } : undefined,
  );
  return async (accessToken) => {
    try {
      const claims = await verifier.verify(accessToken);
      return { id: claims.sub, accessToken };
    } catch (cause) {
      if (cause instanceof JwtExpiredError) throw new ApiError('session_expired', { cause });
      if (isTokenProblem(cause)) throw new ApiError('unauthenticated', { cause });
      throw new ApiError('service_unavailable', { cause, retryAfterSeconds: 2 });
    }
  };
}

/** The library's errors are about the token (or it cannot be parsed at all), except those about fetching keys. */
function isTokenProblem(error: unknown): boolean {
  if (error instanceof FetchError || error instanceof JwksNotAvailableInCacheError) return false;
  return error instanceof JwtBaseError || error instanceof SyntaxError || error instanceof TypeError;
}
