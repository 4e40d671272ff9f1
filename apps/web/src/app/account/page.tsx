import type { Metadata } from 'next';
import { AccountPage } from '@/features/auth/account-page.tsx';
import { SignedIn } from '@/features/session/signed-in.tsx';
import { texts } from '@/texts.ts';

export const metadata: Metadata = { title: texts.auth.accountTitle };

export default function Account() {
  return (
    <div className="mx-auto max-w-lg">
      <h1 className="text-2xl sm:text-3xl">{texts.auth.accountTitle}</h1>
      <SignedIn placeholder={<div className="skeleton mt-6 h-96 !rounded-card" />}>
        <AccountPage />
      </SignedIn>
    </div>
  );
}
