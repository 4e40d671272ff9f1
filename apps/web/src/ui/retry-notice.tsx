'use client';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { texts } from '@/texts.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** For what a server component could not load: asks the server for the page again. */
export function RetryNotice({ title, children }: { title: string; children: string }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  return (
    <Notice
      tone="problem"
      title={title}
      action={
        <Button
          look="secondary"
          busy={busy && texts.common.loading}
          onClick={() => start(() => router.refresh())}
        >
          {texts.common.retry}
        </Button>
      }
    >
      {children}
    </Notice>
  );
}
