import { createSign, generateKeyPairSync } from 'node:crypto';
import { getSignedCookies, getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { describe, expect, it } from 'vitest';
import { refuseAccess } from './signed-access.ts';

const keyPair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const [current, next, stranger] = [keyPair(), keyPair(), keyPair()];
const trustedKeys = new Map([
  ['KCURRENT', current.publicKey],
  ['KNEXT', next.publicKey],
]);

const origin = 'http://localhost:8080';
const video = `${origin}/media/aaaaaaaaaaaaaaaaaaaaaaaa`;
const nowSeconds = 1_800_000_000;
const hourLater = nowSeconds + 3600;

type Policy = { Statement: object[] };
const policyFor = (Resource: string, before: number = hourLater, more: object = {}): Policy => ({
  Statement: [{ Resource, Condition: { DateLessThan: { 'AWS:EpochTime': before }, ...more } }],
});
type Signer = { keyPairId?: string; privateKey?: string; algorithm?: 'SHA1' | 'SHA256' };
const cookiesFor = (policy: Policy, signer: Signer = {}): Map<string, string> => {
  const signed = getSignedCookies({
    policy: JSON.stringify(policy),
    keyPairId: 'KCURRENT',
    privateKey: current.privateKey,
    ...signer,
  });
  return new Map(Object.entries(signed).map(([name, value]) => [name, String(value)]));
};
const refusal = (url: string, cookies = new Map<string, string>(), at = nowSeconds) =>
  refuseAccess({ url: new URL(url), cookies, trustedKeys, nowSeconds: at });

const folder = policyFor(`${video}/*`);

describe('signed cookies with a wildcard policy', () => {
  it('open everything below the video', () => {
    expect(refusal(`${video}/hls/master.m3u8`, cookiesFor(folder))).toBeUndefined();
    expect(refusal(`${video}/poster.jpg?v=2`, cookiesFor(folder))).toBeUndefined();
  });

  it('are refused for another video', () => {
    const other = `${origin}/media/bbbbbbbbbbbbbbbbbbbbbbbb/hls/master.m3u8`;
    expect(refusal(other, cookiesFor(folder))).toBe('AccessDenied');
    expect(refusal(`${video}b/hls/master.m3u8`, cookiesFor(folder))).toBe('AccessDenied');
  });

  it('are refused from the second they expire', () => {
    expect(refusal(`${video}/a`, cookiesFor(folder), hourLater - 1)).toBeUndefined();
    expect(refusal(`${video}/a`, cookiesFor(folder), hourLater)).toBe('AccessDenied');
  });

  it('are refused before they begin', () => {
    const later = policyFor(`${video}/*`, hourLater, {
      DateGreaterThan: { 'AWS:EpochTime': nowSeconds + 60 },
    });
    expect(refusal(`${video}/a`, cookiesFor(later))).toBe('AccessDenied');
    expect(refusal(`${video}/a`, cookiesFor(later), nowSeconds + 60)).toBeUndefined();
  });

  it('are refused when any of them is missing', () => {
    expect(refusal(`${video}/a`)).toBe('MissingKey');
    for (const [name, code] of [
      ['CloudFront-Key-Pair-Id', 'MissingKey'],
      ['CloudFront-Policy', 'AccessDenied'],
      ['CloudFront-Signature', 'AccessDenied'],
    ] as const) {
      const cookies = cookiesFor(folder);
      cookies.delete(name);
      expect(refusal(`${video}/a`, cookies)).toBe(code);
    }
  });

  it('are refused when the policy was changed after signing', () => {
    const cookies = cookiesFor(folder);
    cookies.set('CloudFront-Policy', cookiesFor(policyFor(`${origin}/media/*`)).get('CloudFront-Policy')!);
    expect(refusal(`${video}/a`, cookies)).toBe('AccessDenied');
  });

  it('are refused when signed by a key that is not trusted', () => {
    expect(refusal(`${video}/a`, cookiesFor(folder, { privateKey: stranger.privateKey }))).toBe(
      'AccessDenied',
    );
    expect(refusal(`${video}/a`, cookiesFor(folder, { keyPairId: 'KOTHER' }))).toBe('InvalidKey');
  });

  it('are taken from either key of the group, so that keys can be replaced', () => {
    const cookies = cookiesFor(folder, { keyPairId: 'KNEXT', privateKey: next.privateKey });
    expect(refusal(`${video}/a`, cookies)).toBeUndefined();
  });

  it('may be signed with SHA-256 when they say so', () => {
    const cookies = cookiesFor(folder, { algorithm: 'SHA256' });
    expect(refusal(`${video}/a`, cookies)).toBeUndefined();
    cookies.delete('CloudFront-Hash-Algorithm');
    expect(refusal(`${video}/a`, cookies)).toBe('AccessDenied');
  });

  it.each([
    ['two statements', { Statement: [...folder.Statement, ...folder.Statement] }],
    ['no date', { Statement: [{ Resource: `${video}/*`, Condition: {} }] }],
    ['no resource', { Statement: [{ Condition: { DateLessThan: { 'AWS:EpochTime': hourLater } } }] }],
    [
      'a condition we do not know',
      policyFor(`${video}/*`, hourLater, { IpAddress: { 'AWS:SourceIp': '10.0.0.1/32' } }),
    ],
    [
      'a date as text',
      { Statement: [{ Resource: '*', Condition: { DateLessThan: { 'AWS:EpochTime': '9e9' } } }] },
    ],
  ])('are refused with %s in the policy', (_what, policy) => {
    expect(refusal(`${video}/a`, cookiesFor(policy))).toBe('AccessDenied');
  });

  it('are refused when the policy is not JSON', () => {
    const text = 'no json';
    const signature = createSign('RSA-SHA1').update(text).sign(current.privateKey, 'base64');
    const cookies = new Map([
      ['CloudFront-Policy', Buffer.from(text).toString('base64')],
      ['CloudFront-Signature', signature.replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~')],
      ['CloudFront-Key-Pair-Id', 'KCURRENT'],
    ]);
    expect(refusal(`${video}/a`, cookies)).toBe('AccessDenied');
  });
});

describe('a signed URL', () => {
  const signer = { keyPairId: 'KCURRENT', privateKey: current.privateKey };
  const dateLessThan = new Date(hourLater * 1000).toISOString();

  it('with a canned policy opens exactly its own URL', () => {
    const url = getSignedUrl({ url: `${video}/movie.mp4`, dateLessThan, ...signer });
    expect(refusal(url)).toBeUndefined();
    expect(refusal(url.replace('movie.mp4', 'other.mp4'))).toBe('AccessDenied');
    expect(refusal(url, new Map(), hourLater)).toBe('AccessDenied');
    expect(refusal(url.replace(/Expires=\d+/, `Expires=${hourLater + 9999}`))).toBe('AccessDenied');
  });

  it('keeps its other query parameters under the signature', () => {
    const url = getSignedUrl({ url: `${video}/movie.mp4?download=1`, dateLessThan, ...signer });
    expect(refusal(url)).toBeUndefined();
    expect(refusal(url.replace('download=1', 'download=2'))).toBe('AccessDenied');
  });

  it('with a custom policy opens what the policy names', () => {
    const url = getSignedUrl({ url: `${video}/hls/a.m4s`, policy: JSON.stringify(folder), ...signer });
    expect(refusal(url)).toBeUndefined();
    expect(refusal(url.replace('a.m4s', 'b.m4s'))).toBeUndefined();
    expect(refusal(url.replace('/media/a', '/media/b'))).toBe('AccessDenied');
  });

  it('that is bad is not rescued by good cookies', () => {
    const url = getSignedUrl({ url: `${video}/movie.mp4`, dateLessThan, ...signer });
    expect(refusal(url.replace('movie', 'other'), cookiesFor(folder))).toBe('AccessDenied');
  });
});
