import type { Metadata } from 'next';
import { AuthCard } from '@/features/auth/auth-card.tsx';
import { ResetForm } from '@/features/auth/reset-form.tsx';
import { searchParam, type SearchParams } from '@/lib/search-params.ts';
import { texts } from '@/texts.ts';

export const metadata: Metadata = { title: texts.auth.resetTitle };

export default async function ResetPasswordPage({ searchParams }: { searchParams: SearchParams }) {
  const email = await searchParam(searchParams, 'email');
  return (
    <AuthCard
      title={texts.auth.resetTitle}
      lead={email ? texts.auth.confirmLead(email) : texts.auth.confirmLeadUnknown}
    >
      <ResetForm email={email} />
    </AuthCard>
  );
}
