import { afterEach, describe, expect, it } from 'vitest';
import type { RunningAuth } from './testing.ts';
import { bearer, failure, newAddress, OTHER_PASSWORD, PASSWORD, startAuth } from './testing.ts';

let auth: RunningAuth;
afterEach(() => auth.close());

const from = (ip: string) => ({ 'x-forwarded-for': ip });

describe('limits', () => {
  it('stop guesses at one account from one IP, while its owner gets in from another', async () => {
    auth = await startAuth({ RATE_PER_ADDRESS: 10 });
    const email = await auth.member();
    const guess = () => auth.post('login', { email, password: OTHER_PASSWORD }, from('10.0.0.1'));
    for (let n = 0; n < 10; n++) expect(failure(await guess())).toEqual([401, 'wrong_credentials']);
    for (let n = 0; n < 10; n++) {
      const refused = await guess();
      expect(failure(refused)).toEqual([429, 'rate_limited']);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    }
    // Cognito's own lock of a second or two ends by itself, since the guesses above no longer reach it.
    await expect
      .poll(
        async () => (await auth.post('login', { email, password: PASSWORD }, from('10.0.0.2'))).statusCode,
        {
          timeout: 20_000,
          interval: 200,
        },
      )
      .toBe(200);
  });

  it.each([
    ['register', { password: PASSWORD }],
    ['resend-code', {}],
    ['forgot-password', {}],
    ['confirm-register', { code: '000000' }],
    ['reset-password', { code: '000000', password: PASSWORD }],
    ['login', { password: PASSWORD }],
  ])('count POST /auth/%s by address and IP', async (path, payload) => {
    auth = await startAuth({ RATE_PER_ADDRESS: 2 });
    const [email, other] = [newAddress(), newAddress()];
    const ask = async (address: string, ip: string) =>
      (await auth.post(path, { email: address, ...payload }, from(ip))).statusCode;
    await ask(email, '10.0.0.1');
    await ask(email.toUpperCase(), '10.0.0.1');
    expect(await ask(email, '10.0.0.1')).toBe(429);
    expect(await ask(other, '10.0.0.1')).not.toBe(429);
    expect(await ask(email, '10.0.0.2')).not.toBe(429);
  });

  it('believe only the last proxy about the IP', async () => {
    auth = await startAuth({ RATE_PER_IP: 1 });
    const ask = (forwarded: string) => auth.post('forgot-password', { email: newAddress() }, from(forwarded));
    expect((await ask('10.0.0.9')).statusCode).toBe(200);
    expect((await ask('6.6.6.6, 10.0.0.9')).statusCode).toBe(429);
  });

  it('count what needs a session by itself', async () => {
    auth = await startAuth({ RATE_SESSION_PER_IP: 3 });
    const { accessToken } = await auth.login(await auth.member());
    for (let n = 0; n < 3; n++) expect((await auth.me(bearer(accessToken))).statusCode).toBe(200);
    expect(failure(await auth.me(bearer(accessToken)))).toEqual([429, 'rate_limited']);
  });
});
