import type { WebConfig } from '../config.ts';

type Origins = Pick<WebConfig, 'uploadOrigins' | 'mediaOrigins' | 'development'>;

/** SHA-256 of the two style elements inside of the player's icons (spinner, AirPlay); checked by the spec. */
export const playerStyleHashes = [
  '20mtW7QL/m+GnGSlicaFajrhxQFmju52t2iGt9eIJ9A=',
  'HFfXynxXnDuOsxiAlqXPbMJl4eEy7mpDeFM1b+zmGRY=',
];

/**
 * Content-Security-Policy of a page. Scripts run only with this answer's nonce or when such a script loads them
 * (strict-dynamic). `blob:` in media-src and worker-src is for hls.js (Media Source Extensions and its demuxer
 * worker). Inline style attributes are needed by the player's controls, style elements only
 * for two of its icons.
 */
export function contentSecurityPolicy(nonce: string, config: Origins): string {
  const dev = config.development;
  const playerStyles = playerStyleHashes.map((hash) => `'sha256-${hash}'`).join(' ');
  const upload = config.uploadOrigins.join(' ');
  const media = config.mediaOrigins.join(' ');
  return Object.entries({
    'default-src': "'self'",
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    'style-src': dev ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}' ${playerStyles}`,
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'media-src': `'self' blob: ${media}`,
    'connect-src': `'self' ${upload}${dev ? ' ws:' : ''}`,
    'worker-src': "'self' blob:",
    'manifest-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  })
    .map(([name, value]) => `${name} ${value.trim()}`)
    .join('; ');
}

export const securityHeaders: Readonly<Record<string, string>> = {
  // Links to unlisted videos must not leak to other sites.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()',
};
