import { createHmac } from 'node:crypto';
import { limits, type UploadClaims } from '@matinee/contracts';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import type { App } from './app-type.ts';
import { uploadTokens } from './upload-tokens.ts';

const secret = 'a secret of thirty-two characters';
const create = (key = secret) => uploadTokens(Fastify() as unknown as App, { secret: key });
const claims: UploadClaims = {
  videoKey: 'abcdefghijklmnopqrstuvwx',
  ownerId: '0b5a1f6e-6a3c-4f6a-9d0f-0a6b5b1c2d3e',
  fileName: 'film.mp4',
  contentType: 'video/mp4',
  size: 7,
};

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token made by hand, so that each part can be wrong by itself. */
function token(changes: object = {}, header: object = { alg: 'HS256', typ: 'JWT' }, key = secret) {
  const now = Math.floor(Date.now() / 1_000);
  const standard = { iss: 'matinee-upload-service', aud: 'matinee-uploads', iat: now, exp: now + 60 };
  const content = `${encode(header)}.${encode({ ...claims, ...standard, ...changes })}`;
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
}

it('reads back what it signed, in another service too', async () => {
  const [upload, catalog] = [await create(), await create()];
  expect(catalog.verify(upload.sign({ ...claims, uploadId: 'u' }))).toEqual({ ...claims, uploadId: 'u' });
  expect(catalog.verify(token())).toEqual(claims);
});

it('after a change of the secret, takes tokens of the one before and signs with the new one', async () => {
  const old = 'the secret of last month, 32 chars';
  const before = await create(old);
  const changed = await uploadTokens(Fastify() as unknown as App, { secret, previous: old });
  expect(changed.verify(before.sign(claims))).toEqual(claims);
  expect(() => before.verify(changed.sign(claims))).toThrow('not valid any more');
  expect((await create()).verify(changed.sign(claims))).toEqual(claims);
  const stranger = token({}, undefined, 'another secret of thirty-two chars');
  expect(() => changed.verify(stranger)).toThrow('not valid any more');
  expect(() => changed.verify(token({ exp: 1 }, undefined, old))).toThrow('not valid any more');
});

it('takes a token for a week', async () => {
  const { sign, verify } = await create();
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
  expect(verify(sign(claims, ago(limits.uploadSessionSeconds - 60)))).toEqual(claims);
  expect(() => verify(sign(claims, ago(limits.uploadSessionSeconds + 1)))).toThrow('not valid any more');
});

it.each([
  ['another secret', token({}, undefined, 'another secret of thirty-two chars')],
  ['no signature', `${token({}, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
  ['another algorithm', token({}, { alg: 'HS512' })],
  ['another issuer', token({ iss: 'elsewhere' })],
  ['another audience', token({ aud: 'elsewhere' })],
  ['no issuer', token({ iss: undefined })],
  ['no audience', token({ aud: undefined })],
  ['no expiry', token({ exp: undefined })],
  ['an expiry in the past', token({ exp: 1 })],
  ['a key that is none', token({ videoKey: '../../other' })],
  ['no owner', token({ ownerId: undefined })],
  ['no structure', 'not a token'],
])('refuses a token with %s', async (_, forged) => {
  const { verify } = await create();
  expect(() => verify(forged)).toThrow('not valid any more');
});
