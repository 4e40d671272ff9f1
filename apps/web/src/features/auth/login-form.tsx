'use client';
import { Login } from '@matinee/contracts';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useSession } from '@/features/session/session-provider.tsx';
import { logIn } from '@/lib/api/auth.ts';
import { api } from '@/lib/api/browser.ts';
import { ApiProblem } from '@/lib/api/problem.ts';
import { texts } from '@/texts.ts';
import { TextField } from '@/ui/field.tsx';
import { Notice } from '@/ui/notice.tsx';
import { PasswordField } from '@/ui/password-field.tsx';
import { SubmitButton } from '@/ui/submit-button.tsx';
import { useForm } from '@/lib/use-form.ts';

/** `next` is a path of this site (see localPath). */
export function LoginForm({ next, email, notice }: { next: string; email?: string; notice?: string }) {
  const router = useRouter();
  const { reload } = useSession();
  const { form, errors, problem, busy } = useForm({
    schema: Login,
    async send(values) {
      try {
        await logIn(api, values);
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'account_unconfirmed') throw error;
        router.push(`/confirm?${new URLSearchParams({ email: values.email, reason: 'unconfirmed' })}`);
        return;
      }
      await reload();
      router.replace(next);
      router.refresh();
    },
  });

  return (
    <form {...form} className="grid gap-5">
      {notice && <Notice tone="good">{notice}</Notice>}
      {problem && <Notice tone="problem">{problem}</Notice>}
      <TextField
        label={texts.auth.email}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        error={errors.email}
      />
      <PasswordField
        label={texts.auth.password}
        name="password"
        autoComplete="current-password"
        error={errors.password}
      />
      <SubmitButton busy={busy && texts.auth.loggingIn}>{texts.auth.logIn}</SubmitButton>
      <p className="text-sm">
        <Link href="/forgot-password" className="link">
          {texts.auth.forgot}
        </Link>
      </p>
      <p className="border-t border-line pt-5 text-sm text-soft">
        {texts.auth.noAccount}{' '}
        <Link href="/register" className="link font-semibold text-ink">
          {texts.auth.createAccount}
        </Link>
      </p>
    </form>
  );
}
