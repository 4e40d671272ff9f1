import type { FastifyRequest } from 'fastify';
import type { App } from './app-type.ts';
import { ApiError } from './errors.ts';
import type { SessionCookies } from './cookies.ts';
import type { Person, TokenVerifier } from './token-verifier.ts';

declare module 'fastify' {
  interface FastifyInstance {
    personOf(request: FastifyRequest): Promise<Person | undefined>;
    sessionCookies: SessionCookies;
  }
  interface FastifyRequest {
    /** Set in scopes with `requirePerson` (always) and `optionalPerson` (when logged in). */
    person: Person | undefined;
  }
}

/** Who asks: an API client by `Authorization: Bearer`, a browser by its session cookie. */
export function addPeople(app: App, verify: TokenVerifier, cookies: SessionCookies): void {
  app.decorateRequest('person', undefined);
  app.decorate('sessionCookies', cookies);
  app.decorate('personOf', async (request: FastifyRequest) => {
    const header = request.headers.authorization;
    if (header === undefined) {
      const token = cookies.accessToken(request);
      return token ? verify(token) : undefined;
    }
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(header)?.[1];
    if (!token) throw new ApiError('unauthenticated');
    return verify(token);
  });
}

/** Every route of this scope is for logged-in people only. */
export function requirePerson(scope: App): void {
  scope.addHook('onRequest', async (request) => {
    request.person = await scope.personOf(request);
    if (!request.person) throw new ApiError('unauthenticated');
  });
}

/** Routes of this scope know who asks when somebody is logged in. */
export function optionalPerson(scope: App): void {
  scope.addHook('onRequest', async (request) => {
    request.person = await scope.personOf(request);
  });
}

/** The person of a request in a `requirePerson` scope. */
export function personOf(request: FastifyRequest): Person {
  if (!request.person) throw new ApiError('unauthenticated');
  return request.person;
}
