import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningAuth } from './testing.ts';
import { newAddress, OTHER_PASSWORD, PASSWORD, startAuth } from './testing.ts';

const FLOOR_MS = 700;

/** Stands still, so that the floor asks for its whole length; what it asked for is the time of the answer. */
const slept: number[] = [];
const clock = { now: () => 0, sleep: async (ms: number) => void slept.push(ms) };

let auth: RunningAuth;
let states: [state: string, address: () => Promise<string>][];

beforeAll(async () => {
  auth = await startAuth({ ANSWER_FLOOR_MS: FLOOR_MS }, { clock });
  states = [
    ['unknown', async () => newAddress()],
    [
      'unconfirmed',
      async () => {
        const email = newAddress();
        await auth.post('register', { email, password: PASSWORD });
        return email;
      },
    ],
    ['confirmed', () => auth.member()],
    [
      'locked',
      async () => {
        const email = await auth.member();
        for (let n = 0; n < 6; n++) await auth.post('login', { email, password: OTHER_PASSWORD });
        return email;
      },
    ],
  ];
});
afterAll(() => auth.close());

describe('an answer does not tell whether an address has an account', () => {
  it.each([
    ['register', 201, { password: PASSWORD }],
    ['resend-code', 200, {}],
    ['confirm-register', 400, { code: '000000' }],
    ['login', 401, { password: OTHER_PASSWORD }],
    ['forgot-password', 200, {}],
    ['reset-password', 400, { code: '000000', password: PASSWORD }],
  ])('POST /auth/%s', async (path, status, payload) => {
    const answers = new Map<string, object>();
    for (const [state, address] of states) {
      const email = await address();
      slept.length = 0;
      const response = await auth.post(path, { email, ...payload });
      const body = response.json();
      if (body.error) body.error.requestId = 'any';
      const headers = Object.keys(response.headers).sort();
      answers.set(state, { status: response.statusCode, body, headers, slept: [...slept] });
    }
    expect(answers.get('unknown')).toMatchObject({ status, slept: [FLOOR_MS] });
    for (const [state, answer] of answers) expect(answer, state).toEqual(answers.get('unknown'));
  });

  it('and a right login does not wait for the floor', async () => {
    const email = await auth.member();
    slept.length = 0;
    expect((await auth.post('login', { email, password: PASSWORD })).statusCode).toBe(200);
    expect(slept).toEqual([]);
  });

  it('although who knows the password hears that the address is not confirmed', async () => {
    const email = newAddress();
    await auth.post('register', { email, password: PASSWORD });
    const answer = await auth.post('login', { email, password: PASSWORD });
    expect(answer.json().error.code).toBe('account_unconfirmed');
  });
});
