'use client';
import type { Me } from '@matinee/contracts';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useSession } from '@/features/session/session-provider.tsx';
import { uploads } from '@/features/upload/uploads.ts';
import { logOut } from '@/lib/api/auth.ts';
import { api } from '@/lib/api/browser.ts';
import { sentenceOf } from '@/lib/api/problem.ts';
import { texts } from '@/texts.ts';
import { Menu, menuItemClass } from '@/ui/menu.tsx';

export function AccountMenu({ person }: { person: Me }) {
  const { forget } = useSession();
  const router = useRouter();
  const [problem, setProblem] = useState<string>();

  async function leave() {
    setProblem(undefined);
    try {
      await logOut(api);
    } catch (error) {
      // The cookies are still there: saying "logged out" would be a lie that the next person at this desk finds out.
      setProblem(sentenceOf(error));
      return;
    }
    uploads().pauseAll();
    forget();
    router.push('/login?notice=logged-out');
    router.refresh();
  }

  return (
    <Menu
      label={texts.nav.account}
      button={
        <span
          aria-hidden="true"
          className="grid size-7 place-items-center rounded-full bg-accent-tint text-xs font-bold text-accent uppercase"
        >
          {person.email.slice(0, 1)}
        </span>
      }
    >
      {(close) => (
        <>
          <p className="px-3 pt-2 pb-3 text-sm text-soft">
            {texts.nav.signedInAs}{' '}
            <span className="block font-semibold wrap-anywhere text-ink">{person.email}</span>
          </p>
          <Link href="/account" className={menuItemClass} onClick={close}>
            {texts.nav.accountPage}
          </Link>
          <button type="button" className={menuItemClass} onClick={() => void leave()}>
            {texts.nav.logOut}
          </button>
          {problem && (
            <p role="alert" className="px-3 py-2 text-sm text-danger">
              {texts.nav.stillLoggedIn(problem)}
            </p>
          )}
        </>
      )}
    </Menu>
  );
}
