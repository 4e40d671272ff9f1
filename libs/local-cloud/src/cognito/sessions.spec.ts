import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cognitoCalls } from '../conformance/cognito.ts';
import type { RunningPool } from './testing.ts';
import { POOL, startPool } from './testing.ts';

const named = (name: string) => expect.objectContaining({ name });
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

let pool: RunningPool;
let calls: ReturnType<typeof cognitoCalls>;
let tokens: { access: string; id: string; refresh: string };

beforeEach(async () => {
  pool = await startPool();
  calls = cognitoCalls(pool.target);
  const email = pool.target.newAddress();
  await pool.cognito.ensureUser({ poolId: POOL.poolId, email, password: 'a long sentence to sign in with' });
  const result = (await calls.login(email)).AuthenticationResult!;
  tokens = { access: result.AccessToken!, id: result.IdToken!, refresh: result.RefreshToken! };
});
afterEach(async () => {
  calls.close();
  await pool.stop();
});

const rotate = async (token: string) => (await calls.rotate(token)).AuthenticationResult!;

describe('a rotated refresh token', () => {
  it('may be used again within 60 seconds, for a client that lost the answer', async () => {
    await rotate(tokens.refresh);
    pool.clock.ms += 60_000;
    const again = await rotate(tokens.refresh);
    await expect(rotate(again.RefreshToken!)).resolves.toBeDefined();
  });

  it('ends the whole family when it comes back later', async () => {
    const heir = await rotate(tokens.refresh);
    pool.clock.ms += 60_001;
    await expect(rotate(tokens.refresh)).rejects.toEqual(named('RefreshTokenReuseException'));
    await expect(rotate(heir.RefreshToken!)).rejects.toEqual(named('NotAuthorizedException'));
    await expect(calls.user(heir.AccessToken!)).rejects.toEqual(named('NotAuthorizedException'));
  });

  it('does not live longer by being rotated', async () => {
    pool.clock.ms += 29 * 86_400_000;
    const heir = await rotate(tokens.refresh);
    pool.clock.ms += 86_400_001;
    await expect(rotate(heir.RefreshToken!)).rejects.toEqual(named('NotAuthorizedException'));
  });
});

describe('an access token', () => {
  it('expires', async () => {
    pool.clock.ms += POOL.accessTokenMinutes * 60_000 + 1000;
    await expect(calls.user(tokens.access)).rejects.toEqual(named('NotAuthorizedException'));
  });

  it('cannot be forged', async () => {
    const [header = '', payload = '', signature = ''] = tokens.access.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const jwks = (await (await fetch(`${pool.url}/${POOL.poolId}/.well-known/jwks.json`)).json()) as object;
    const withForeignKey = `${header}.${payload}`;
    const hs256 = `${encode({ kid, alg: 'HS256' })}.${payload}`;
    const forged = {
      'no signature': `${encode({ kid, alg: 'none' })}.${payload}.`,
      'another payload': `${header}.${encode({ ...claims, sub: 'x' })}.${signature}`,
      'another key': `${withForeignKey}.${sign('sha256', Buffer.from(withForeignKey), foreign).toString('base64url')}`,
      'the public key as secret': `${hs256}.${createHmac('sha256', JSON.stringify(jwks)).update(hs256).digest('base64url')}`,
      'an ID token': tokens.id,
      'a refresh token': tokens.refresh,
      'four parts': `${tokens.access}.x`,
      nothing: '-',
    };
    for (const [how, token] of Object.entries(forged))
      await expect(calls.user(token), how).rejects.toEqual(named('NotAuthorizedException'));
  });
});
