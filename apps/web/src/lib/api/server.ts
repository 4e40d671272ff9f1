import { cookies } from 'next/headers';
import { cache } from 'react';
import { webConfig } from '@/config.ts';
import { sleep } from '../sleep.ts';
import { createApi, type Api } from './client.ts';

/** The API as a server component calls it, in the name of the visitor whose cookies came with the request. */
export const serverApi = cache(async (): Promise<Api> => {
  const cookie = (await cookies()).toString();
  return createApi({
    fetch,
    sleep,
    random: Math.random,
    baseUrl: webConfig().apiOrigin,
    headers: cookie === '' ? {} : { cookie },
    // A page that waits longer is worse than a page that says so and offers a retry.
    timeoutMs: 4000,
  });
});
