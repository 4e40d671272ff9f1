'use client';
import type { Me } from '@matinee/contracts';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useSession } from '@/features/session/session-provider.tsx';
import { uploads } from '@/features/upload/uploads.ts';
import { logOut } from '@/lib/api/auth.ts';
import { api } from '@/lib/api/browser.ts';
import { texts } from '@/texts.ts';
import { Menu, menuItemClass } from '@/ui/menu.tsx';

export function AccountMenu({ person }: { person: Me }) {
  const { forget } = useSession();
  const router = useRouter();

  async function leave() {
    uploads().pauseAll();
    // Whatever the service answers, this browser must not look logged in any longer.
    await logOut(api).catch(() => undefined);
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
        </>
      )}
    </Menu>
  );
}
