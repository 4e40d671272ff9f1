'use client';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, type ReactNode } from 'react';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { useSession } from './session-provider.tsx';

/** Shows its children to people who are logged in; sends others to the login page, which brings them back here. */
export function SignedIn({ children, placeholder }: { children: ReactNode; placeholder: ReactNode }) {
  const { person } = useSession();
  const router = useRouter();
  const here = usePathname();
  const hydrated = useHydrated();

  useEffect(() => {
    if (person === null) router.replace(`/login?next=${encodeURIComponent(here)}`);
  }, [person, router, here]);

  // A file that is chosen before scripts run would be lost without a word.
  return hydrated && person ? children : placeholder;
}
