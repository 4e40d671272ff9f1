import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTokenVerifier } from './token-verifier.ts';

const pool = 'us-east-1_matinee00';
const client = 'matineewebclient';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

function token(claims: object = {}, kid = 'one'): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    sub: 'someone',
    iss: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
    client_id: client,
    token_use: 'access',
    iat: now,
    exp: now + 60,
    ...claims,
  };
  const text = `${encode({ alg: 'RS256', kid })}.${encode(payload)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

let keys: Server;
let verify: ReturnType<typeof createTokenVerifier>;
beforeEach(async () => {
  keys = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((done) => keys.listen(0, '127.0.0.1', done));
  verify = createTokenVerifier({
    COGNITO_USER_POOL_ID: pool,
    COGNITO_CLIENT_ID: client,
    COGNITO_ENDPOINT: `http://127.0.0.1:${(keys.address() as AddressInfo).port}`,
  });
});
afterEach(() => keys.close());

describe('createTokenVerifier', () => {
  it('knows the person of a good token', async () => {
    expect(await verify(token())).toMatchObject({ id: 'someone' });
  });

  it.each([
    ['expired', () => token({ exp: 1 }), 'session_expired'],
    ['an id token', () => token({ token_use: 'id' }), 'unauthenticated'],
    ['of another client', () => token({ client_id: 'other' }), 'unauthenticated'],
    [
      'of another pool',
      () => token({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other' }),
      'unauthenticated',
    ],
    ['signed with an unknown key', () => token({}, 'two'), 'unauthenticated'],
    ['not a token at all', () => 'nonsense', 'unauthenticated'],
    [
      'changed after signing',
      () => token().replace(/\.[^.]+\./, `.${encode({ sub: 'other' })}.`),
      'unauthenticated',
    ],
    [
      'without a signature',
      () => `${encode({ alg: 'none', kid: 'one' })}.${encode({ sub: 'x' })}.`,
      'unauthenticated',
    ],
  ])('refuses a token that is %s', async (_title, make, code) => {
    await expect(verify(make())).rejects.toMatchObject({ code });
  });

  it('keeps refusing an unknown key, also before keys may be fetched again', async () => {
    await expect(verify(token({}, 'two'))).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(verify(token({}, 'two'))).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('says the service is unavailable when the keys cannot be read', async () => {
    await new Promise((done) => keys.close(done));
    await expect(verify(token())).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});
