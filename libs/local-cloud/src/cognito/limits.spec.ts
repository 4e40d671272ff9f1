import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cognitoCalls, PASSWORD } from '../conformance/cognito.ts';
import type { RunningPool } from './testing.ts';
import { startPool } from './testing.ts';

const HOUR_MS = 3_600_000;
const named = (name: string, message?: string) =>
  expect.objectContaining({ name, ...(message && { message }) });

let pool: RunningPool;
let calls: ReturnType<typeof cognitoCalls>;
let email: string;

beforeEach(async () => {
  pool = await startPool();
  calls = cognitoCalls(pool.target);
  email = pool.target.newAddress();
});
afterEach(async () => {
  calls.close();
  await pool.stop();
});

const member = async () => {
  await calls.signUp(email);
  await calls.confirm(email, await pool.target.readCode(email));
};

describe('wrong passwords', () => {
  const wrong = () => calls.login(email, 'not the right sentence');
  const refused = named('NotAuthorizedException', 'Incorrect username or password.');
  const locked = named('NotAuthorizedException', 'Password attempts exceeded');

  it('lock the account after five, each further one for twice as long', async () => {
    await member();
    for (let n = 0; n < 5; n++) await expect(wrong()).rejects.toEqual(refused);
    await expect(calls.login(email)).rejects.toEqual(locked);
    pool.clock.ms += 1001;
    await expect(wrong()).rejects.toEqual(refused);
    pool.clock.ms += 1001;
    await expect(wrong()).rejects.toEqual(locked);
    pool.clock.ms += 1000;
    await expect(calls.login(email)).resolves.toBeDefined();
    await expect(wrong()).rejects.toEqual(refused);
  });

  it('all count when they come at once', async () => {
    await member();
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, wrong));
    const messages = outcomes.map((o) => (o.status === 'rejected' ? (o.reason as Error).message : 'in'));
    expect(messages.filter((m) => m === 'Password attempts exceeded')).toHaveLength(3);
  });

  it('never lock for longer than 15 minutes, and are forgotten 15 minutes later', async () => {
    await member();
    for (let n = 0; n < 20; n++) {
      await expect(wrong()).rejects.toEqual(refused);
      pool.clock.ms += 15 * 60_000 + 1;
    }
    pool.clock.ms += 15 * 60_000;
    for (let n = 0; n < 4; n++) await expect(wrong()).rejects.toEqual(refused);
    await expect(calls.login(email)).resolves.toBeDefined();
  });

  it('right ones at once are all let in', async () => {
    await member();
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => calls.login(email)));
    expect(outcomes.every((o) => o.status === 'fulfilled')).toBe(true);
  });

  it('are limited in a change of password too', async () => {
    await member();
    const access = (await calls.login(email)).AuthenticationResult!.AccessToken!;
    const change = () => calls.change(access, 'not the right sentence', 'another long sentence');
    for (let n = 0; n < 5; n++) await expect(change()).rejects.toEqual(refused);
    await expect(change()).rejects.toEqual(named('LimitExceededException'));
  });
});

describe('mailed codes', () => {
  it('stop working after five wrong tries, the right one included', async () => {
    await calls.signUp(email);
    for (let n = 0; n < 5; n++)
      await expect(calls.confirm(email, 'wrong')).rejects.toEqual(named('CodeMismatchException'));
    const code = await pool.target.readCode(email);
    await expect(calls.confirm(email, code)).rejects.toEqual(named('LimitExceededException'));
  });

  it('are mailed at most five times an hour', async () => {
    await calls.signUp(email);
    for (let n = 0; n < 4; n++) await calls.resend(email);
    await expect(calls.resend(email)).rejects.toEqual(named('LimitExceededException'));
    pool.clock.ms += HOUR_MS + 1;
    await expect(calls.resend(email)).resolves.toBeDefined();
  });

  it('expire after 24 hours for a sign-up and after one hour for a reset', async () => {
    await calls.signUp(email);
    pool.clock.ms += 24 * HOUR_MS + 1;
    const late = await pool.target.readCode(email);
    await expect(calls.confirm(email, late)).rejects.toEqual(named('ExpiredCodeException'));
    await calls.resend(email);
    await calls.confirm(email, await pool.target.readCode(email));
    await calls.forgot(email);
    pool.clock.ms += HOUR_MS + 1;
    const reset = calls.reset(email, await pool.target.readCode(email));
    await expect(reset).rejects.toEqual(named('ExpiredCodeException'));
  });

  it('are six digits, and only the newest one counts', async () => {
    await calls.signUp(email);
    const first = await pool.target.readCode(email);
    expect(first).toMatch(/^\d{6}$/);
    await calls.resend(email);
    const second = await pool.target.readCode(email);
    if (first !== second)
      await expect(calls.confirm(email, first)).rejects.toEqual(named('CodeMismatchException'));
    await calls.confirm(email, second);
  });

  it('cannot be left out of a reset', async () => {
    await member();
    await expect(calls.reset(email, undefined as unknown as string)).rejects.toEqual(
      named('InvalidParameterException'),
    );
    await expect(calls.login(email, PASSWORD)).resolves.toBeDefined();
  });
});
