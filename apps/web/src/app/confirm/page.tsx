import type { Metadata } from 'next';
import { AuthCard } from '@/features/auth/auth-card.tsx';
import { ConfirmForm } from '@/features/auth/confirm-form.tsx';
import { searchParam, type SearchParams } from '@/lib/search-params.ts';
import { texts } from '@/texts.ts';

export const metadata: Metadata = { title: texts.auth.confirmTitle };

export default async function ConfirmPage({ searchParams }: { searchParams: SearchParams }) {
  const email = await searchParam(searchParams, 'email');
  const unconfirmed = (await searchParam(searchParams, 'reason')) === 'unconfirmed';
  return (
    <AuthCard
      title={texts.auth.confirmTitle}
      lead={email ? texts.auth.confirmLead(email) : texts.auth.confirmLeadUnknown}
    >
      <ConfirmForm email={email} notice={unconfirmed ? texts.auth.unconfirmed : undefined} />
    </AuthCard>
  );
}
