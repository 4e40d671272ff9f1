import type { Metadata } from 'next';
import { AuthCard } from '@/features/auth/auth-card.tsx';
import { RegisterForm } from '@/features/auth/register-form.tsx';
import { texts } from '@/texts.ts';

export const metadata: Metadata = { title: texts.auth.registerTitle };

export default function RegisterPage() {
  return (
    <AuthCard title={texts.auth.registerTitle}>
      <RegisterForm />
    </AuthCard>
  );
}
