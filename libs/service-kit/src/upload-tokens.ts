import fastifyJwt from '@fastify/jwt';
import { limits, UploadClaims, uploadTokenAudience, uploadTokenIssuer } from '@matinee/contracts';
import type { App } from './app-type.ts';
import { ApiError } from './errors.ts';

/** Signs and reads the token that proves whose upload an upload is. Good for `limits.uploadSessionSeconds`. */
export type UploadTokens = {
  sign(claims: UploadClaims, issuedAt?: Date): string;
  /** @throws ApiError `upload_token_invalid` when it is forged, expired, for another purpose, or no token at all */
  verify(token: string): UploadClaims;
};

/**
 * JWT by @fastify/jwt: HS256 only, issuer and audience pinned, an expiry required. It lives in a scope of its own,
 * so that the app's requests get no `jwtVerify` that would read other headers.
 */
async function jwtOf(app: App, secret: string): Promise<App['jwt']> {
  let jwt: App['jwt'] | undefined;
  await app.register(async (scope) => {
    await scope.register(fastifyJwt, {
      secret,
      sign: {
        algorithm: 'HS256',
        iss: uploadTokenIssuer,
        aud: uploadTokenAudience,
        expiresIn: limits.uploadSessionSeconds,
      },
      verify: {
        algorithms: ['HS256'],
        allowedIss: uploadTokenIssuer,
        allowedAud: uploadTokenAudience,
        requiredClaims: ['iss', 'aud', 'exp'],
      },
    });
    jwt = scope.jwt;
  });
  if (!jwt) throw new Error('@fastify/jwt did not register.');
  return jwt;
}

type Secrets = {
  secret: string;
  /** The secret before, while tokens signed with it may still be around; it never signs. */
  previous?: string | undefined;
};

/** Signs with the secret; reads what was signed with it or with the one before. */
export async function uploadTokens(app: App, { secret, previous }: Secrets): Promise<UploadTokens> {
  const { sign, verify } = await jwtOf(app, secret);
  const before = previous === undefined ? undefined : await jwtOf(app, previous);
  const read = (token: string): unknown => {
    try {
      return verify(token);
    } catch (error) {
      if (!before) throw error;
      return before.verify(token);
    }
  };

  return {
    sign: (claims, issuedAt = new Date()) => sign({ ...claims, iat: Math.floor(issuedAt.getTime() / 1_000) }),
    verify(token) {
      try {
        return UploadClaims.parse(read(token));
      } catch (cause) {
        throw new ApiError('upload_token_invalid', { cause });
      }
    },
  };
}
