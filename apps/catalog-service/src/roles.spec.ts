import { randomUUID } from 'node:crypto';
import { eventually, testCloud } from '@matinee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newVideoKey, startCatalog, uploadTokenFor, type RunningCatalog } from './testing.ts';

// Real people with real access tokens of the local Cognito.
const password = 'a long sentence to sign in with';

async function cognito(operation: string, input: object) {
  const response = await fetch(testCloud().endpoints.cognito, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ ClientId: testCloud().resources.userPoolClientId, ...input }),
  });
  return (await response.json()) as {
    UserSub: string;
    AuthenticationResult: { AccessToken: string };
  };
}

async function mailedCode(to: string): Promise<string | undefined> {
  const url = `${testCloud().endpoints.ses}/__local/mail?to=${encodeURIComponent(to)}`;
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  const { items } = (await response.json()) as { items: { text: string }[] };
  return items[0]?.text.match(/\b\d{6}\b/)?.[0];
}

async function signUp() {
  const email = `${randomUUID()}@example.com`;
  const attributes = [{ Name: 'email', Value: email }];
  const { UserSub } = await cognito('SignUp', {
    Username: email,
    Password: password,
    UserAttributes: attributes,
  });
  const code = await eventually(() => mailedCode(email));
  await cognito('ConfirmSignUp', { Username: email, ConfirmationCode: code });
  const { AuthenticationResult } = await cognito('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD: password },
  });
  return { id: UserSub, token: AuthenticationResult.AccessToken };
}

type Role = 'anonymous' | 'owner' | 'other';
let catalog: RunningCatalog;
let people: Record<Exclude<Role, 'anonymous'>, Awaited<ReturnType<typeof signUp>>>;
beforeAll(async () => {
  const [owner, other] = await Promise.all([signUp(), signUp()]);
  people = { owner, other };
  catalog = await startCatalog({ realTokens: true });
});
afterAll(() => catalog.close());

async function video(visibility: string): Promise<string> {
  const videoKey = newVideoKey();
  await catalog.describe(people.owner.id, { videoKey, visibility }, {}, people.owner.token);
  return videoKey;
}

/** What each role gets: route, visibility of the video in it, and the status per role. */
const table = [
  ['GET /videos', 'public', { anonymous: 200, owner: 200, other: 200 }],
  ['GET /users/me/videos', 'public', { anonymous: 401, owner: 200, other: 200 }],
  ['GET /videos/:id', 'public', { anonymous: 200, owner: 200, other: 200 }],
  ['GET /videos/:id', 'unlisted', { anonymous: 200, owner: 200, other: 200 }],
  ['GET /videos/:id', 'private', { anonymous: 404, owner: 200, other: 404 }],
  ['PATCH /videos/:id', 'public', { anonymous: 401, owner: 200, other: 403 }],
  ['PATCH /videos/:id', 'unlisted', { anonymous: 401, owner: 200, other: 403 }],
  ['PATCH /videos/:id', 'private', { anonymous: 401, owner: 200, other: 404 }],
  ['DELETE /videos/:id', 'public', { anonymous: 401, owner: 204, other: 403 }],
  ['DELETE /videos/:id', 'unlisted', { anonymous: 401, owner: 204, other: 403 }],
  ['DELETE /videos/:id', 'private', { anonymous: 401, owner: 204, other: 404 }],
  ['POST /videos/metadata', 'public', { anonymous: 401, owner: 201, other: 403 }],
] as const;

describe.each(table)('%s of a %s video', (route, visibility, statuses) => {
  it.each(Object.entries(statuses) as [Role, number][])('as %s answers %i', async (role, status) => {
    const [method, path] = route.split(' ') as ['GET', string];
    const url = path.includes(':id') ? path.replace(':id', await video(visibility)) : path;
    const videoKey = newVideoKey();
    const uploadToken = await uploadTokenFor({ videoKey, ownerId: people.owner.id });
    const bodies: Record<string, object> = {
      PATCH: { displayName: 'Changed' },
      POST: { videoKey, uploadToken, displayName: 'New' },
    };
    const response = await catalog.call(method, url, {
      ...(role !== 'anonymous' && { as: people[role].token }),
      ...(bodies[method] && { payload: bodies[method] }),
    });
    expect(response.statusCode).toBe(status);
  });
});

it('the table has every route of the service', () => {
  const documented = Object.entries(catalog.app.swagger().paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('{videoID}', ':id')}`),
  );
  expect(documented.sort()).toEqual([...new Set<string>(table.map(([route]) => route))].sort());
});

it.each([
  'GET /users/me/videos',
  'PATCH /videos/aaaaaaaaaaaaaaaaaaaaaaaa',
  'GET /videos/aaaaaaaaaaaaaaaaaaaaaaaa',
])('a forged token is refused by %s', async (route) => {
  const [method, url] = route.split(' ') as ['GET', string];
  const forged = `${people.owner.token.slice(0, -6)}AAAAAA`;
  const payload = method === 'GET' ? {} : { payload: { displayName: 'x' } };
  expect((await catalog.call(method, url, { as: forged, ...payload })).statusCode).toBe(401);
});
