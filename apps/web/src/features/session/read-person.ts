import type { Me } from '@matinee/contracts';
import { cookies } from 'next/headers';
import { getMe } from '@/lib/api/auth.ts';
import { serverApi } from '@/lib/api/server.ts';
import { themeCookie } from '@/features/shell/theme.ts';

/** A visitor without any cookie of the services has no session; nobody needs to be asked. */
export const isAnonymous = async (): Promise<boolean> =>
  (await cookies()).getAll().every(({ name }) => name === themeCookie);

/**
 * Who asks, as far as a server component can know: a person, null for nobody, undefined when the session may have to
 * be renewed first, which only the browser can do.
 */
export async function readPerson(): Promise<Me | null | undefined> {
  if (await isAnonymous()) return null;
  const api = await serverApi();
  // One try and no waiting: the page must not hang on this, and the browser asks again.
  return getMe(api, AbortSignal.timeout(1000)).catch(() => undefined);
}
