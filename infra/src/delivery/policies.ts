import * as aws from '@pulumi/aws';

/** Policies that AWS keeps under fixed ids ("Use managed cache policies", "Use managed origin request policies"). */
export const managed = {
  cachingDisabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  /** A year for what says so; gzip and brotli. */
  cachingOptimized: '658327ea-f89d-4fab-a63d-7e88639e58f6',
  /** Every header (Host too), cookie and query parameter of the viewer. */
  allViewer: '216adef6-5c7f-47e4-b989-5492eafa07d3',
};

/**
 * Media is cached as its Cache-Control says: a year for immutable segments and playlists of finished videos, not at all for
 * `no-store`. One copy serves everybody with a valid cookie: neither cookies nor query are part of the key.
 */
export const createMediaCache = () =>
  new aws.cloudfront.CachePolicy('media', {
    name: 'matinee-media',
    comment: 'By Cache-Control alone',
    minTtl: 0,
    defaultTtl: 60,
    maxTtl: 31_536_000,
    parametersInCacheKeyAndForwardedToOrigin: {
      cookiesConfig: { cookieBehavior: 'none' },
      headersConfig: { headerBehavior: 'none' },
      queryStringsConfig: { queryStringBehavior: 'none' },
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    },
  });

/** Static files need no cookies, but the balancer's certificate is checked against the viewer's Host. */
export const createHostOnly = () =>
  new aws.cloudfront.OriginRequestPolicy('host-only', {
    name: 'matinee-host-only',
    comment: 'The Host header and nothing else',
    headersConfig: { headerBehavior: 'whitelist', headers: { items: ['Host'] } },
    cookiesConfig: { cookieBehavior: 'none' },
    queryStringsConfig: { queryStringBehavior: 'none' },
  });

/** A year: ASVS 5.0, 3.4.1. */
const hstsSeconds = 31_536_000;

/**
 * Headers of every answer, errors of CloudFront itself included. The Content-Security-Policy has a nonce per page, so web
 * and services set it. Media is of the same origin as the pages: there is no CORS to allow.
 */
export const createResponseHeaders = () =>
  new aws.cloudfront.ResponseHeadersPolicy('security', {
    name: 'matinee-security',
    comment: 'Security headers, and nothing that tells what is behind',
    securityHeadersConfig: {
      strictTransportSecurity: {
        accessControlMaxAgeSec: hstsSeconds,
        includeSubdomains: true,
        override: true,
      },
      contentTypeOptions: { override: true },
      // As web says it; services are stricter, and theirs stays.
      referrerPolicy: { referrerPolicy: 'same-origin', override: false },
      frameOptions: { frameOption: 'DENY', override: true },
    },
    removeHeadersConfig: {
      items: [
        'server',
        'x-powered-by',
        'x-amz-id-2',
        'x-amz-request-id',
        'x-amz-server-side-encryption',
        'x-amz-storage-class',
        'x-amz-version-id',
      ].map((header) => ({ header })),
    },
  });
