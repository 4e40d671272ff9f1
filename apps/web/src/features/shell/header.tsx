'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useSession } from '@/features/session/session-provider.tsx';
import { UploadPill } from '@/features/upload/upload-pill.tsx';
import { texts } from '@/texts.ts';
import { buttonClass } from '@/ui/button.tsx';
import { cx } from '@/ui/class-names.ts';
import { LogoMark } from '@/ui/logo.tsx';
import { AccountMenu } from './account-menu.tsx';

function NavLink({ href, children, className }: { href: string; children: string; className?: string }) {
  const here = usePathname() === href;
  return (
    <Link
      href={href}
      aria-current={here ? 'page' : undefined}
      className={buttonClass('quiet', cx('px-3', here && 'bg-sunken', className))}
    >
      {children}
    </Link>
  );
}

export function Header() {
  const { person } = useSession();
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-paper">
      <a
        href="#content"
        className={buttonClass('primary', 'absolute top-2 left-2 z-30 -translate-y-20 focus:translate-y-0')}
      >
        {texts.nav.skip}
      </a>
      <div className="page flex h-16 items-center gap-1 sm:gap-2">
        <Link
          href="/"
          aria-label={texts.nav.home}
          className="mr-auto flex items-center gap-2.5 rounded-control text-lg font-bold tracking-tight"
        >
          <LogoMark className="size-8 shrink-0" />
          <span className="hidden min-[26rem]:inline">{texts.product}</span>
        </Link>
        <UploadPill />
        <nav aria-label={texts.nav.label} className="flex items-center gap-1">
          <NavLink href="/upload">{texts.nav.upload}</NavLink>
          {person !== null && <NavLink href="/my-videos">{texts.nav.myVideos}</NavLink>}
          {person === null && (
            <Link href="/login" className={buttonClass('primary')}>
              {texts.nav.logIn}
            </Link>
          )}
        </nav>
        {person && <AccountMenu person={person} />}
        {person === undefined && <span className="size-13" />}
      </div>
    </header>
  );
}
