import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningAuth } from '../testing.ts';
import { bearer, browser, failure, newAddress, PASSWORD, startAuth } from '../testing.ts';

let auth: RunningAuth;
let email: string;

beforeAll(async () => {
  auth = await startAuth();
  email = await auth.member();
});
afterAll(() => auth.close());

type Response = Awaited<ReturnType<RunningAuth['post']>>;
const cookie = (response: Response, name: string) => response.cookies.find((found) => found.name === name);
const jar = (response: Response) =>
  Object.fromEntries(response.cookies.map(({ name, value }) => [name, value]));
const login = (headers = {}) => auth.post('login', { email, password: PASSWORD }, headers);

describe('POST /auth/login', () => {
  it('gives an API client tokens in the body and no cookie', async () => {
    const response = await login();
    expect(response.json()).toEqual({
      accessToken: expect.stringMatching(/^ey/),
      idToken: expect.stringMatching(/^ey/),
      refreshToken: expect.any(String),
      expiresIn: expect.any(Number),
      tokenType: 'Bearer',
    });
    expect(response.cookies).toEqual([]);
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it('gives a browser cookies that no script can read and no token in the body', async () => {
    const response = await login(browser());
    expect(response.json()).toEqual({ expiresIn: expect.any(Number), tokenType: 'Bearer' });
    expect(cookie(response, 'matinee')).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(cookie(response, 'matinee-refresh')).toMatchObject({
      httpOnly: true,
      sameSite: 'Lax',
      path: '/auth',
    });
  });

  it('marks cookies Secure under https, with the prefixes that browsers enforce', async () => {
    const secure = await startAuth({ PUBLIC_ORIGIN: 'https://video.example' });
    const headers = { ...browser(), origin: 'https://video.example' };
    const response = await secure.post('login', { email, password: PASSWORD }, headers);
    expect(cookie(response, '__Host-matinee')).toMatchObject({ secure: true, httpOnly: true, path: '/' });
    expect(cookie(response, '__Secure-matinee-refresh')).toMatchObject({
      secure: true,
      httpOnly: true,
      path: '/auth',
    });
    await secure.close();
  });

  it('refuses a wrong password, an unknown address and a page of another site', async () => {
    const wrong = await auth.post('login', { email, password: 'not the right sentence' });
    expect(failure(wrong)).toEqual([401, 'wrong_credentials']);
    const unknown = await auth.post('login', { email: newAddress(), password: PASSWORD });
    expect(failure(unknown)).toEqual([401, 'wrong_credentials']);
    const foreign = await login({ ...browser(), origin: 'https://evil.example' });
    expect(failure(foreign)).toEqual([403, 'cross_origin_refused']);
  });
});

describe('without Cognito', () => {
  it('nobody logs in, registers or refreshes: 503 with Retry-After', async () => {
    const alone = await startAuth({ COGNITO_ENDPOINT: 'http://127.0.0.1:9' });
    const { refreshToken } = await auth.login(email);
    const answers = await Promise.all([
      alone.post('login', { email, password: PASSWORD }),
      alone.post('register', { email, password: PASSWORD }),
      alone.post('refresh', { refreshToken }),
    ]);
    for (const answer of answers) {
      expect(failure(answer)).toEqual([503, 'service_unavailable']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    await alone.close();
  });
});

describe('POST /auth/refresh', () => {
  it('trades a refresh token in the body for new tokens', async () => {
    const { refreshToken } = await auth.login(email);
    const response = await auth.post('refresh', { refreshToken });
    expect(response.statusCode).toBe(200);
    expect(response.json().refreshToken).not.toBe(refreshToken);
    expect((await auth.me(bearer(response.json().accessToken))).statusCode).toBe(200);
  });

  it.each([
    ['with the header', browser],
    [
      'without the header',
      (cookies: Record<string, string>) => ({ ...browser(cookies), 'x-matinee-session': '' }),
    ],
  ])('renews a browser session by cookie, never showing a token, %s', async (_how, headers) => {
    const first = jar(await login(browser()));
    const response = await auth.post('refresh', undefined, headers(first));
    expect(response.json()).toEqual({ expiresIn: expect.any(Number), tokenType: 'Bearer' });
    const second = jar(response);
    expect(second['matinee-refresh']).not.toBe(first['matinee-refresh']);
    expect((await auth.me(browser(second))).statusCode).toBe(200);
  });

  it('forgets cookies that are of no use any more', async () => {
    const response = await auth.post('refresh', undefined, browser({ 'matinee-refresh': 'stale' }));
    expect(failure(response)).toEqual([401, 'session_expired']);
    expect(cookie(response, 'matinee')?.value).toBe('');
    expect(cookie(response, 'matinee-refresh')).toMatchObject({ value: '', path: '/auth' });
  });

  it('refuses a request without a token, and one from another site', async () => {
    expect(failure(await auth.post('refresh'))).toEqual([401, 'unauthenticated']);
    const cookies = jar(await login(browser()));
    const foreign = { ...browser(cookies), 'sec-fetch-site': 'cross-site' };
    expect(failure(await auth.post('refresh', undefined, foreign))).toEqual([403, 'cross_origin_refused']);
  });

  it('takes no access token for a refresh token', async () => {
    const { accessToken } = await auth.login(email);
    expect(failure(await auth.post('refresh', { refreshToken: accessToken }))).toEqual([
      401,
      'session_expired',
    ]);
  });
});

describe('POST /auth/logout-here', () => {
  it('ends the session of a browser and clears its cookies', async () => {
    const cookies = jar(await login(browser()));
    const other = await auth.login(email);
    const response = await auth.post('logout-here', undefined, browser(cookies));
    expect([response.statusCode, response.json()]).toEqual([200, { ok: true }]);
    expect(response.cookies.map(({ name, value }) => [name, value])).toEqual([
      ['matinee', ''],
      ['matinee-refresh', ''],
    ]);
    expect(failure(await auth.post('refresh', undefined, browser(cookies)))).toEqual([
      401,
      'session_expired',
    ]);
    expect((await auth.post('refresh', other)).statusCode).toBe(200);
  });

  it('ends every session for an access token alone', async () => {
    const [here, there] = [await auth.login(email), await auth.login(email)];
    expect((await auth.post('logout-here', undefined, bearer(here.accessToken))).statusCode).toBe(200);
    for (const { refreshToken } of [here, there])
      expect(failure(await auth.post('refresh', { refreshToken }))).toEqual([401, 'session_expired']);
  });

  it('is no failure when there is nothing to end', async () => {
    expect((await auth.post('logout-here')).statusCode).toBe(200);
    const { accessToken, refreshToken } = await auth.login(email);
    for (const refresh of [refreshToken, refreshToken, accessToken, 'nonsense'])
      expect((await auth.post('logout-here', { refreshToken: refresh })).statusCode).toBe(200);
    expect((await auth.post('logout-here', undefined, bearer(accessToken))).statusCode).toBe(200);
  });
});

describe('POST /auth/logout', () => {
  const everywhere = (headers: Record<string, string>) => auth.post('logout', undefined, headers);

  it.each([
    ['the cookies', (cookies: Record<string, string>) => browser(cookies)],
    ['the access token', (cookies: Record<string, string>) => bearer(cookies['matinee']!)],
    [
      'the refresh token when the access token has expired',
      (cookies: Record<string, string>) => browser({ ...cookies, matinee: 'expired' }),
    ],
  ])('ends every session of the account by %s', async (_how, headers) => {
    const cookies = jar(await login(browser()));
    const other = await auth.login(email);
    expect((await everywhere(headers(cookies))).statusCode).toBe(200);
    expect(failure(await auth.post('refresh', other))).toEqual([401, 'session_expired']);
    expect(failure(await auth.post('refresh', undefined, browser(cookies)))).toEqual([
      401,
      'session_expired',
    ]);
    expect((await everywhere(headers(cookies))).statusCode).toBe(200);
  });

  it('is refused from another site', async () => {
    const cookies = jar(await login(browser()));
    const foreign = await everywhere({ ...browser(cookies), origin: 'https://evil.example' });
    expect(failure(foreign)).toEqual([403, 'cross_origin_refused']);
  });
});
