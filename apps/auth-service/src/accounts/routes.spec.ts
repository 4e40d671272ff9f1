import { eventually } from '@matinee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningAuth } from '../testing.ts';
import { failure, mailedCodes, newAddress, PASSWORD, startAuth } from '../testing.ts';

let auth: RunningAuth;

beforeAll(async () => void (auth = await startAuth()));
afterAll(() => auth.close());

/** The newest code once `count` of them have been mailed. */
const code = async (email: string, count = 1): Promise<string> => {
  const [newest] = await eventually(async () => {
    const codes = await mailedCodes(email);
    return codes.length >= count && codes;
  });
  return newest!;
};

describe('POST /auth/register', () => {
  it('mails a code that confirms the address, after which the password lets in', async () => {
    const email = newAddress();
    const registered = await auth.post('register', { email, password: PASSWORD });
    expect(registered.statusCode).toBe(201);
    expect(registered.json()).toEqual({ message: expect.stringContaining('code') });
    expect(failure(await auth.post('login', { email, password: PASSWORD }))).toEqual([
      403,
      'account_unconfirmed',
    ]);
    const confirmed = await auth.post('confirm-register', { email, code: await code(email) });
    expect([confirmed.statusCode, confirmed.json()]).toEqual([200, { ok: true }]);
    expect((await auth.post('login', { email, password: PASSWORD })).statusCode).toBe(200);
  });

  it('takes an address in any case as one', async () => {
    const email = await auth.member();
    const response = await auth.post('login', { email: email.toUpperCase(), password: PASSWORD });
    expect(response.statusCode).toBe(200);
  });

  it('mails another code to an address that is not confirmed, and keeps its first password', async () => {
    const email = newAddress();
    await auth.post('register', { email, password: PASSWORD });
    await auth.post('register', { email, password: 'the second sentence of two' });
    await auth.post('confirm-register', { email, code: await code(email, 2) });
    expect((await auth.post('login', { email, password: PASSWORD })).statusCode).toBe(200);
  });

  it('mails nothing to an address that has an account', async () => {
    const email = await auth.member();
    const before = (await mailedCodes(email)).length;
    expect((await auth.post('register', { email, password: PASSWORD })).statusCode).toBe(201);
    expect(await mailedCodes(email)).toHaveLength(before);
  });

  it.each([
    ['short', 'elevenchars'],
    ['on every list', '1q2w3e4r5t6y'],
    ['the product and a year', 'Matinee-2026!'],
    ['spaces at the ends', ' a long sentence to sign in'],
  ])('refuses a password that is %s, and says why', async (_what, password) => {
    const response = await auth.post('register', { email: newAddress(), password });
    expect(failure(response)).toEqual([400, 'password_too_weak']);
    expect(response.json().error.details).toEqual([{ path: 'body/password', message: expect.any(String) }]);
  });

  it('takes a passphrase of 256 characters with spaces', async () => {
    const password = `${'ünder the bridge at noon '.repeat(10)}a thing`.slice(0, 256);
    const email = newAddress();
    expect((await auth.post('register', { email, password })).statusCode).toBe(201);
    expect(password).toHaveLength(256);
    const longer = await auth.post('register', { email, password: `${password}!` });
    expect(failure(longer)).toEqual([400, 'invalid_request']);
  });

  it.each([
    ['no address', { password: PASSWORD }],
    ['no e-mail address', { email: 'nobody', password: PASSWORD }],
    ['a line break', { email: 'a@example.com\nBcc: b@example.com', password: PASSWORD }],
    ['an object as password', { email: 'a@example.com', password: { $gt: '' } }],
    ['nothing', undefined],
  ])('refuses %s', async (_what, payload) => {
    expect(failure(await auth.post('register', payload))).toEqual([400, 'invalid_request']);
  });
});

describe('POST /auth/confirm-register', () => {
  it('refuses a wrong code, and the right one after five wrong ones', async () => {
    const email = newAddress();
    await auth.post('register', { email, password: PASSWORD });
    const right = await code(email);
    const wrong = right === '000000' ? '000001' : '000000';
    for (let n = 0; n < 5; n++)
      expect(failure(await auth.post('confirm-register', { email, code: wrong }))).toEqual([
        400,
        'code_invalid',
      ]);
    expect(failure(await auth.post('confirm-register', { email, code: right }))).toEqual([
      400,
      'code_invalid',
    ]);
    await auth.post('resend-code', { email });
    const confirmed = await auth.post('confirm-register', { email, code: await code(email, 2) });
    expect(confirmed.statusCode).toBe(200);
  });

  it('wants six digits', async () => {
    const response = await auth.post('confirm-register', { email: newAddress(), code: '12345' });
    expect(failure(response)).toEqual([400, 'invalid_request']);
  });
});
