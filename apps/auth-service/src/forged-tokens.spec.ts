import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyLike } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { testCloud } from '@matinee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningAuth } from './testing.ts';
import { bearer, failure, startAuth } from './testing.ts';

type Json = Record<string, unknown>;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString());

let auth: RunningAuth;
let header: Json;
let claims: Json;
let pem: string;
let genuine: string;

beforeAll(async () => {
  auth = await startAuth();
  genuine = (await auth.login(await auth.member())).accessToken;
  const [first = '', second = ''] = genuine.split('.');
  [header, claims] = [decode(first), decode(second)];
  // The pool's own key: tokens below carry a right signature unless the case is about the signature.
  const pool = new DatabaseSync(join(testCloud().dir, 'cognito.sqlite'), { readOnly: true });
  pem = (pool.prepare('SELECT pem FROM signing_key').get() as { pem: string }).pem;
  pool.close();
});
afterAll(() => auth.close());

function token(
  changes: { header?: Json; claims?: Json } = {},
  key: KeyLike = pem,
  digest = 'sha256',
): string {
  const signed = `${encode({ ...header, ...changes.header })}.${encode({ ...claims, ...changes.claims })}`;
  return `${signed}.${sign(digest, Buffer.from(signed), key).toString('base64url')}`;
}

const now = () => Math.floor(Date.now() / 1000);
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicPem = () => createPublicKey(pem).export({ type: 'spki', format: 'pem' });
const hs256 = (secret: string | Buffer) => {
  const signed = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

const forgeries: [how: string, forge: () => string][] = [
  ['without a signature (alg none)', () => `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
  [
    'alg NONE with the old signature',
    () => `${encode({ ...header, alg: 'NONE' })}.${genuine.split('.').slice(1).join('.')}`,
  ],
  ['HS256 with the public key as secret', () => hs256(publicPem())],
  ['HS256 with an empty secret', () => hs256('')],
  ['RS512 instead of RS256', () => token({ header: { alg: 'RS512' } }, pem, 'sha512')],
  ['another key', () => token({}, stranger.privateKey)],
  [
    'another key that it brings along (jwk)',
    () => token({ header: { jwk: stranger.publicKey.export({ format: 'jwk' }) } }, stranger.privateKey),
  ],
  [
    'another key at an address (jku)',
    () => token({ header: { jku: 'https://evil.example/jwks.json', kid: 'evil' } }, stranger.privateKey),
  ],
  ['a kid that is a path', () => token({ header: { kid: '../../../../etc/passwd' } })],
  ['no kid', () => token({ header: { kid: undefined } })],
  [
    'a changed payload',
    () => genuine.replace(/\.[^.]+\./, `.${encode({ ...claims, sub: 'somebody-else' })}.`),
  ],
  ['another issuer', () => token({ claims: { iss: 'https://evil.example' } })],
  ['another pool', () => token({ claims: { iss: String(claims['iss']).replace(/_\w+$/, '_other0000') } })],
  ['another app client', () => token({ claims: { client_id: 'somebodyelsesclient' } })],
  ['token_use id', () => token({ claims: { token_use: 'id' } })],
  ['not valid yet (nbf)', () => token({ claims: { nbf: now() + 3600 } })],
  ['a fourth part', () => `${genuine}.x`],
];

describe('a forged access token', () => {
  it.each(forgeries)('is refused: %s', async (_how, forge) => {
    // A verifier of its own: after one unknown key id it does not look for others for some seconds.
    const fresh = await startAuth();
    expect(failure(await fresh.me(bearer(forge())))).toEqual([401, 'unauthenticated']);
    await fresh.close();
  });

  it('is refused as over when it was right once', async () => {
    const expired = token({ claims: { exp: now() - 1 } });
    expect(failure(await auth.me(bearer(expired)))).toEqual([401, 'session_expired']);
  });

  it('is told from a genuine one', async () => {
    expect((await auth.me(bearer(token()))).statusCode).toBe(200);
  });
});
