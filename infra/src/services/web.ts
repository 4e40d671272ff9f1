import { common } from './environment.ts';
import type { Part } from './part.ts';

/** Reaches AWS through the API only. */
export const web: Part = {
  name: 'web',
  image: 'web',
  environment: (facts) => {
    const { NODE_ENV, HOST, PUBLIC_ORIGIN, TRUSTED_PROXY_HOPS, DRAIN_SECONDS } = common(facts);
    return {
      NODE_ENV,
      HOST,
      PUBLIC_ORIGIN,
      TRUSTED_PROXY_HOPS,
      DRAIN_SECONDS,
      // Server components stay inside the network: in the strictest profile tasks do not reach CloudFront.
      API_ORIGIN: facts.internalOrigin,
      UPLOAD_ORIGIN: facts.buckets.originals.origin,
      MEDIA_ORIGIN: facts.buckets.media.origin,
    };
  },
  secrets: () => ({}),
};
