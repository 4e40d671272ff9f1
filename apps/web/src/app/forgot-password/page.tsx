import type { Metadata } from 'next';
import { AuthCard } from '@/features/auth/auth-card.tsx';
import { ForgotForm } from '@/features/auth/forgot-form.tsx';
import { texts } from '@/texts.ts';

export const metadata: Metadata = { title: texts.auth.forgotTitle };

export default function ForgotPasswordPage() {
  return (
    <AuthCard title={texts.auth.forgotTitle} lead={texts.auth.forgotLead}>
      <ForgotForm />
    </AuthCard>
  );
}
