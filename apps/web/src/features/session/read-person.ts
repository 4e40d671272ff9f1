import type { Me } from '@matinee/contracts';
import { cookies } from 'next/headers';
import { getMe } from '@/lib/api/auth.ts';
import { serverApi } from '@/lib/api/server.ts';
import { hintCookie } from './hint.ts';

/**
 * Who asks, as far as a server component can know: a person, null for nobody, undefined when the session may have to
 * be renewed first, which only the browser can do.
 */
export async function readPerson(): Promise<Me | null | undefined> {
  if (!(await cookies()).has(hintCookie)) return null;
  const api = await serverApi();
  // One try and no waiting: the page must not hang on this, and the browser asks again.
  return getMe(api, AbortSignal.timeout(1000)).catch(() => undefined);
}
