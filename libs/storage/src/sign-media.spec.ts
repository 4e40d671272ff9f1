import { createVerify, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signMedia } from './sign-media.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const origin = 'https://video.example.com';
const signer = signMedia({ origin, keyPairId: 'K1', privateKey: keys.privateKey });
const videoKey = 'abcdefghijklmnopqrstuvwx';
const at = (time: string) => new Date(`2026-11-22T${time}Z`);

/** CloudFront's base64: `+`, `=` and `/` as `-`, `_` and `~`. */
const decode = (text: string) =>
  Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');
const isSigned = (policy: string, signature: string) =>
  createVerify('RSA-SHA1').update(policy).verify(keys.publicKey, decode(signature));

describe('media cookies', () => {
  it('open one video until the full hour after they were to expire', () => {
    const { path, expires, values } = signer.cookies(videoKey, at('10:20:00'));
    expect(path).toBe(`/media/${videoKey}/`);
    expect(expires).toEqual(at('11:00:00'));
    const policy = decode(values['CloudFront-Policy']!).toString();
    expect(JSON.parse(policy)).toEqual({
      Statement: [
        {
          Resource: `${origin}/media/${videoKey}/*`,
          Condition: { DateLessThan: { 'AWS:EpochTime': at('11:00:00').getTime() / 1000 } },
        },
      ],
    });
    expect(values['CloudFront-Key-Pair-Id']).toBe('K1');
    expect(isSigned(policy, values['CloudFront-Signature']!)).toBe(true);
  });

  it('are the same for a whole hour', () => {
    const first = signer.cookies(videoKey, at('10:00:01'));
    expect(signer.cookies(videoKey, at('11:00:00'))).toEqual(first);
    expect(signer.cookies(videoKey, at('11:00:01'))).not.toEqual(first);
  });
});

describe('a media URL', () => {
  it('opens one path until the full hour after it was to expire', () => {
    const url = new URL(signer.url(`/media/${videoKey}/poster.jpg`, at('10:20:00')));
    expect(url.pathname).toBe(`/media/${videoKey}/poster.jpg`);
    const expires = at('11:00:00').getTime() / 1000;
    expect(url.searchParams.get('Expires')).toBe(String(expires));
    const resource = `${origin}/media/${videoKey}/poster.jpg`;
    const policy = `{"Statement":[{"Resource":"${resource}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
    expect(isSigned(policy, url.searchParams.get('Signature')!)).toBe(true);
  });

  it('is the same for a whole hour', () => {
    const url = (time: string) => signer.url('/media/x/a', at(time));
    expect(url('10:00:01')).toBe(url('10:59:59'));
    expect(url('11:00:01')).not.toBe(url('10:59:59'));
  });
});
