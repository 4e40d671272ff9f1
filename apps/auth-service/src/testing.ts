import { randomUUID } from 'node:crypto';
import { specConfig } from '@matinee/service-kit/testing';
import type { App } from '@matinee/service-kit';
import { eventually, testCloud } from '@matinee/testing';
import type { Overrides } from './app.ts';
import { buildApp } from './app.ts';
import type { AuthConfig } from './config.ts';

export const ORIGIN = 'http://localhost:8080';
export const PASSWORD = 'a long sentence to sign in with';
export const OTHER_PASSWORD = 'quite another sentence to sign in';

/** Against the run's local Cognito; no answer floor and generous limits unless a spec is about them. */
export function authSpecConfig(overrides: Partial<AuthConfig> = {}): AuthConfig {
  const { endpoints, resources } = testCloud();
  return {
    ...specConfig({
      PUBLIC_ORIGIN: ORIGIN,
      COGNITO_USER_POOL_ID: resources.userPoolId,
      COGNITO_CLIENT_ID: resources.userPoolClientId,
      COGNITO_ENDPOINT: endpoints.cognito,
    }),
    ANSWER_FLOOR_MS: 0,
    RATE_WINDOW_SECONDS: 600,
    RATE_PER_ADDRESS: 1000,
    RATE_PER_IP: 10_000,
    RATE_SESSION_PER_IP: 10_000,
    ...overrides,
  };
}

type CaughtMail = { items: { subject: string; text: string }[] };

/** The codes mailed to an address, newest first. */
export async function mailedCodes(to: string): Promise<string[]> {
  const url = `${testCloud().endpoints.ses}/__local/mail?to=${encodeURIComponent(to)}`;
  const { items } = (await (
    await fetch(url, { headers: { accept: 'application/json' } })
  ).json()) as CaughtMail;
  return items.flatMap(({ text }) => text.match(/\b\d{6}\b/) ?? []);
}

export const newAddress = (): string => `${randomUUID()}@example.com`;

/** A service and the calls that specs make on it. */
export async function startAuth(config: Partial<AuthConfig> = {}, overrides: Overrides = {}) {
  const app: App = await buildApp(authSpecConfig(config), overrides);

  const post = (path: string, payload?: object, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: `/auth/${path}`, headers, ...(payload && { payload }) });

  return {
    app,
    post,
    me: (headers: Record<string, string>) => app.inject({ url: '/auth/me', headers }),
    /** A confirmed account. */
    async member(email = newAddress()): Promise<string> {
      await post('register', { email, password: PASSWORD });
      const [code] = await eventually(async () => {
        const codes = await mailedCodes(email);
        return codes.length > 0 && codes;
      });
      await post('confirm-register', { email, code });
      return email;
    },
    async login(email: string, password = PASSWORD) {
      const response = await post('login', { email, password });
      return response.json() as { accessToken: string; idToken: string; refreshToken: string };
    },
    close: () => app.close(),
  };
}

export type RunningAuth = Awaited<ReturnType<typeof startAuth>>;

/** Status and code of an answer outside 2xx. */
export const failure = (response: { statusCode: number; json: () => { error: { code: string } } }) => [
  response.statusCode,
  response.json().error.code,
];

export const bearer = (accessToken: string) => ({ authorization: `Bearer ${accessToken}` });

/** What a browser page of ours sends. */
export const browser = (cookies: Record<string, string> = {}) => ({
  origin: ORIGIN,
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'same-origin',
  'x-matinee-session': 'cookie',
  ...(Object.keys(cookies).length > 0 && {
    cookie: Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  }),
});
