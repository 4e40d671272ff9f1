import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { webConfig } from '@/config.ts';
import { sleep } from '../sleep.ts';
import { visitorAddress } from '../visitor-address.ts';
import { createApi, type Api } from './client.ts';

/** The API as a server component calls it, in the name of the visitor whose cookies came with the request. */
export const serverApi = cache(async (): Promise<Api> => {
  const { apiOrigin, trustedProxyHops } = webConfig();
  const cookie = (await cookies()).toString();
  // Rate limits count visitors, not this server.
  const visitor = visitorAddress((await headers()).get('x-forwarded-for'), trustedProxyHops);
  return createApi({
    fetch,
    sleep,
    random: Math.random,
    baseUrl: apiOrigin,
    headers: { ...(cookie && { cookie }), ...(visitor && { 'x-forwarded-for': visitor }) },
    // A page that waits longer is worse than a page that says so and offers a retry.
    timeoutMs: 4000,
  });
});
