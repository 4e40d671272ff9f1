import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { SecurityEvent } from './security-events.ts';
import type { RunningAuth } from './testing.ts';
import { bearer, OTHER_PASSWORD, PASSWORD, startAuth } from './testing.ts';

const events: SecurityEvent[] = [];
let auth: RunningAuth;

beforeAll(async () => {
  auth = await startAuth({ RATE_PER_ADDRESS: 3 }, { record: (event) => void events.push(event) });
});
afterAll(() => auth.close());

it('what happens to accounts and sessions is told without addresses, passwords or tokens', async () => {
  const email = await auth.member();
  await auth.post('login', { email, password: OTHER_PASSWORD });
  const { accessToken, refreshToken } = await auth.login(email);
  await auth.post(
    'change-password',
    { currentPassword: 'x', newPassword: OTHER_PASSWORD },
    bearer(accessToken),
  );
  await auth.post('login', { email, password: OTHER_PASSWORD });
  await auth.post('login', { email, password: PASSWORD });
  await auth.post('logout-here', { refreshToken });
  await auth.post('refresh', { refreshToken });
  await auth.post('login', { email: 'nobody' });

  // The last answer may arrive before its event.
  await vi.waitFor(() => expect(events).toHaveLength(10));
  const ip = '127.0.0.1';
  expect(events.map(({ status, ...event }) => [status, event])).toEqual([
    [201, { event: 'register_ok', ip }],
    [200, { event: 'confirm-register_ok', ip }],
    [401, { event: 'login_refused', ip, code: 'wrong_credentials' }],
    [200, { event: 'login_ok', ip }],
    [400, { event: 'change-password_refused', ip, code: 'wrong_password', person: expect.any(String) }],
    [401, { event: 'login_refused', ip, code: 'wrong_credentials' }],
    [429, { event: 'login_refused', ip, code: 'rate_limited' }],
    [200, { event: 'logout-here_ok', ip }],
    [401, { event: 'refresh_refused', ip, code: 'session_expired' }],
    [400, { event: 'login_refused', ip }],
  ]);
});
