import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningAuth } from '../testing.ts';
import { bearer, browser, failure, startAuth } from '../testing.ts';

let auth: RunningAuth;
let email: string;

beforeAll(async () => {
  auth = await startAuth();
  email = await auth.member();
});
afterAll(() => auth.close());

describe('GET /auth/me', () => {
  it('names the person by id and address, for tokens and cookies', async () => {
    const { accessToken } = await auth.login(email);
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString());
    const mine = { id: claims.sub, email };
    expect((await auth.me(bearer(accessToken))).json()).toEqual(mine);
    expect((await auth.me(browser({ matinee: accessToken }))).json()).toEqual(mine);
  });

  it('is for people who are logged in', async () => {
    expect(failure(await auth.me({}))).toEqual([401, 'unauthenticated']);
    const { idToken, refreshToken } = await auth.login(email);
    expect(failure(await auth.me(bearer(idToken)))).toEqual([401, 'unauthenticated']);
    expect(failure(await auth.me(bearer(refreshToken)))).toEqual([401, 'unauthenticated']);
  });

  it('notices an ended session when it has to ask for the address', async () => {
    const fresh = await auth.member();
    const { accessToken } = await auth.login(fresh);
    await auth.post('logout', undefined, bearer(accessToken));
    expect(failure(await auth.me(bearer(accessToken)))).toEqual([401, 'session_expired']);
  });
});
