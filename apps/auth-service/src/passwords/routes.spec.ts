import { eventually } from '@matinee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningAuth } from '../testing.ts';
import {
  bearer,
  browser,
  failure,
  mailedCodes,
  newAddress,
  OTHER_PASSWORD,
  PASSWORD,
  startAuth,
} from '../testing.ts';

let auth: RunningAuth;

beforeAll(async () => void (auth = await startAuth()));
afterAll(() => auth.close());

/** The reset code: the second mail of a member, after the one that confirmed the address. */
const resetCode = async (email: string): Promise<string> => {
  const [newest] = await eventually(async () => {
    const codes = await mailedCodes(email);
    return codes.length >= 2 && codes;
  });
  return newest!;
};

describe('a forgotten password', () => {
  it('is replaced by a mailed code, which ends every session', async () => {
    const email = await auth.member();
    const before = await auth.login(email);
    const sent = await auth.post('forgot-password', { email });
    expect([sent.statusCode, sent.json()]).toEqual([200, { message: expect.stringContaining('code') }]);
    const code = await resetCode(email);
    const reset = await auth.post('reset-password', { email, code, password: OTHER_PASSWORD });
    expect([reset.statusCode, reset.json()]).toEqual([200, { ok: true }]);
    expect(failure(await auth.post('login', { email, password: PASSWORD }))).toEqual([
      401,
      'wrong_credentials',
    ]);
    expect((await auth.post('login', { email, password: OTHER_PASSWORD })).statusCode).toBe(200);
    expect(failure(await auth.post('refresh', before))).toEqual([401, 'session_expired']);
    expect(failure(await auth.me(bearer(before.accessToken)))).toEqual([401, 'session_expired']);
  });

  it('is not replaced by a used or a wrong code, nor by a weak password', async () => {
    const email = await auth.member();
    await auth.post('forgot-password', { email });
    const code = await resetCode(email);
    const reset = (given: string, password = OTHER_PASSWORD) =>
      auth.post('reset-password', { email, code: given, password });
    expect(failure(await reset(code, 'qwerty123456'))).toEqual([400, 'password_too_weak']);
    expect(failure(await reset(code === '000000' ? '000001' : '000000'))).toEqual([400, 'code_invalid']);
    expect((await reset(code)).statusCode).toBe(200);
    expect(failure(await reset(code, PASSWORD))).toEqual([400, 'code_invalid']);
  });

  it('mails nothing where there is no account', async () => {
    const email = newAddress();
    expect((await auth.post('forgot-password', { email })).statusCode).toBe(200);
    expect(await mailedCodes(email)).toEqual([]);
  });
});

describe('POST /auth/change-password', () => {
  const change = (
    headers: Record<string, string>,
    currentPassword = PASSWORD,
    newPassword = OTHER_PASSWORD,
  ) => auth.post('change-password', { currentPassword, newPassword }, headers);

  it('gives a new session and ends the others', async () => {
    const email = await auth.member();
    const [mine, other] = [await auth.login(email), await auth.login(email)];
    const response = await change(bearer(mine.accessToken));
    expect(response.statusCode).toBe(200);
    expect((await auth.me(bearer(response.json().accessToken))).json()).toMatchObject({ email });
    expect(failure(await auth.post('refresh', other))).toEqual([401, 'session_expired']);
    expect((await auth.post('login', { email, password: OTHER_PASSWORD })).statusCode).toBe(200);
  });

  it('keeps a browser logged in by cookie', async () => {
    const email = await auth.member();
    const login = await auth.post('login', { email, password: PASSWORD }, browser());
    const cookies = Object.fromEntries(login.cookies.map(({ name, value }) => [name, value]));
    const response = await change({ ...browser(cookies), 'x-matinee-session': '' });
    expect(response.json()).toEqual({ expiresIn: expect.any(Number), tokenType: 'Bearer' });
    expect(response.cookies.map(({ name }) => name)).toEqual(['matinee', 'matinee-refresh']);
  });

  it('wants the current password, a strong new one and a living session', async () => {
    const email = await auth.member();
    const { accessToken } = await auth.login(email);
    expect(failure(await change({}))).toEqual([401, 'unauthenticated']);
    expect(failure(await change(bearer(accessToken), 'not the right sentence'))).toEqual([
      400,
      'wrong_password',
    ]);
    const weak = await change(bearer(accessToken), PASSWORD, 'too short');
    expect(failure(weak)).toEqual([400, 'password_too_weak']);
    expect(weak.json().error.details[0].path).toBe('body/newPassword');
    await auth.post('logout-here', undefined, bearer(accessToken));
    expect(failure(await change(bearer(accessToken)))).toEqual([401, 'session_expired']);
  });

  it('limits guesses at the current password', async () => {
    const { accessToken } = await auth.login(await auth.member());
    for (let n = 0; n < 5; n++)
      expect(failure(await change(bearer(accessToken), `guess number ${n} of many`))).toEqual([
        400,
        'wrong_password',
      ]);
    const limited = await change(bearer(accessToken));
    expect(failure(limited)).toEqual([429, 'rate_limited']);
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
  });
});
