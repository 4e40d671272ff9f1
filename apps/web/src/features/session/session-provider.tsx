'use client';
import type { Me } from '@matinee/contracts';
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { getMe } from '@/lib/api/auth.ts';
import { api } from '@/lib/api/browser.ts';

interface Session {
  /** undefined while it is being found out. */
  person: Me | null | undefined;
  /** Asks the service who is logged in, after a login. */
  reload: () => Promise<void>;
  /** Forgets the person, after a logout or when the session has ended. */
  forget: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function SessionProvider({
  initial,
  children,
}: {
  initial: Me | null | undefined;
  children: ReactNode;
}) {
  const [person, setPerson] = useState(initial);

  const forget = useCallback(() => setPerson(null), []);

  const reload = useCallback(async () => {
    setPerson(await getMe(api));
  }, []);

  useEffect(() => {
    if (initial !== undefined) return;
    const controller = new AbortController();
    getMe(api, controller.signal)
      .then(setPerson)
      .catch(() => controller.signal.aborted || setPerson(null));
    return () => controller.abort();
  }, [initial]);

  const session = useMemo(() => ({ person, reload, forget }), [person, reload, forget]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession needs a SessionProvider above it.');
  return session;
}
