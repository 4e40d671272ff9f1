// @vitest-environment node
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, playerStyleHashes, securityHeaders } from './security-headers.ts';

const config = {
  uploadOrigins: ['https://originals.s3.us-east-1.amazonaws.com'],
  mediaOrigins: ['https://media.s3.us-east-1.amazonaws.com'],
  development: false,
};
const directives = new Map(
  contentSecurityPolicy('abc', config)
    .split('; ')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
);

test('scripts need the nonce of the answer', () => {
  expect(directives.get('script-src')).toBe("'self' 'nonce-abc' 'strict-dynamic'");
});

test('bytes go to the upload bucket, and MP4 links come from the media bucket', () => {
  expect(directives.get('connect-src')).toBe("'self' https://originals.s3.us-east-1.amazonaws.com");
  expect(directives.get('media-src')).toBe("'self' blob: https://media.s3.us-east-1.amazonaws.com");
});

test('nothing may be embedded, framed or rebased', () => {
  expect(directives.get('object-src')).toBe("'none'");
  expect(directives.get('base-uri')).toBe("'none'");
  expect(directives.get('frame-ancestors')).toBe("'none'");
});

test('eval and inline style elements exist in development only', () => {
  expect(contentSecurityPolicy('abc', config)).not.toContain('unsafe-eval');
  expect(directives.get('style-src')).not.toContain('unsafe-inline');
  expect(contentSecurityPolicy('abc', { ...config, development: true })).toContain('unsafe-eval');
});

test('types are not sniffed and referrers stay here', () => {
  expect(securityHeaders).toMatchObject({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
  });
});

test('the styles of the player’s icons are those of the installed version', () => {
  const player = dirname(createRequire(import.meta.url).resolve('@videojs/react'));
  const hashes = ['spinner', 'airplay-exit'].map((icon) => {
    const source = readFileSync(join(player, `icons/dist/react/default/${icon}.js`), 'utf8');
    const style = /jsx\("style", \{ children: ("(?:[^"\\]|\\.)*")/.exec(source)?.[1];
    return createHash('sha256')
      .update(JSON.parse(style ?? '""') as string)
      .digest('base64');
  });
  expect(hashes).toEqual(playerStyleHashes);
});
