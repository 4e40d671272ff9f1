import { z } from 'zod';

/** Origins as in a Content-Security-Policy: `https://a.example https://b.example`. */
const origins = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(z.url({ protocol: /^https?$/ })))
  .transform((urls) => urls.map((url) => new URL(url).origin));

const Environment = z
  .object({
    API_ORIGIN: z
      .url()
      .default('http://127.0.0.1:8080')
      .describe('Where server components reach the API: the edge, or the load balancer.'),
    PUBLIC_ORIGIN: z
      .url()
      .optional()
      .describe('Origin of this site in links for others; taken from the request when absent.'),
    UPLOAD_ORIGIN: origins
      .default(['http://127.0.0.1:9000', 'http://localhost:9000'])
      .describe('Origins of the bucket to which the browser uploads directly.'),
    TRUSTED_PROXY_HOPS: z.coerce
      .number()
      .int()
      .min(1)
      .max(5)
      .default(1)
      .describe(
        'Proxies in front of the web client whose X-Forwarded-For is believed: 1 for the local edge, 2 for CloudFront and ALB.',
      ),
    MEDIA_ORIGIN: origins
      .optional()
      .describe('Origins of the presigned MP4 links; those of UPLOAD_ORIGIN when absent.'),
  })
  .transform((env) => ({
    apiOrigin: env.API_ORIGIN.replace(/\/$/, ''),
    publicOrigin: env.PUBLIC_ORIGIN,
    trustedProxyHops: env.TRUSTED_PROXY_HOPS,
    uploadOrigins: env.UPLOAD_ORIGIN,
    mediaOrigins: env.MEDIA_ORIGIN ?? env.UPLOAD_ORIGIN,
    development: process.env.NODE_ENV === 'development',
  }));

export type WebConfig = z.infer<typeof Environment>;

let config: WebConfig | undefined;

/** Read on first use and not at import, because `next build` imports the routes without this environment. */
export function webConfig(): WebConfig {
  config ??= Environment.parse(process.env);
  return config;
}
