'use client';
import type { Me } from '@matinee/contracts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { SessionProvider } from '@/features/session/session-provider.tsx';
import { UploadGuard } from '@/features/upload/upload-guard.tsx';

export function Providers({ person, children }: { person: Me | null | undefined; children: ReactNode }) {
  const [client] = useState(
    // Retries belong to the API layer, which knows what may be repeated.
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry: false, staleTime: 5_000 }, mutations: { retry: false } },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <SessionProvider initial={person}>
        {children}
        <UploadGuard />
      </SessionProvider>
    </QueryClientProvider>
  );
}
