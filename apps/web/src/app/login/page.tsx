import type { Metadata } from 'next';
import { AuthCard } from '@/features/auth/auth-card.tsx';
import { LoginForm } from '@/features/auth/login-form.tsx';
import { noticeOf } from '@/features/auth/notices.ts';
import { localPath } from '@/lib/local-path.ts';
import { searchParam, type SearchParams } from '@/lib/search-params.ts';
import { texts } from '@/texts.ts';

export const metadata: Metadata = { title: texts.auth.logInTitle };

export default async function LoginPage({ searchParams }: { searchParams: SearchParams }) {
  const next = await searchParam(searchParams, 'next');
  return (
    <AuthCard title={texts.auth.logInTitle} lead={next && texts.auth.needed}>
      <LoginForm
        next={localPath(next)}
        email={await searchParam(searchParams, 'email')}
        notice={noticeOf(await searchParam(searchParams, 'notice'))}
      />
    </AuthCard>
  );
}
