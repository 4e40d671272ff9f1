'use client';
import { Register } from '@matinee/contracts';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { register } from '@/lib/api/auth.ts';
import { api } from '@/lib/api/browser.ts';
import { texts } from '@/texts.ts';
import { TextField } from '@/ui/field.tsx';
import { Notice } from '@/ui/notice.tsx';
import { PasswordField } from '@/ui/password-field.tsx';
import { SubmitButton } from '@/ui/submit-button.tsx';
import { useForm } from '@/lib/use-form.ts';

export function RegisterForm() {
  const router = useRouter();
  const { form, errors, problem, busy } = useForm({
    schema: Register,
    fieldOf: { password_too_weak: 'password' },
    async send(values) {
      await register(api, values);
      router.push(`/confirm?${new URLSearchParams({ email: values.email })}`);
    },
  });

  return (
    <form {...form} className="grid gap-5">
      {problem && <Notice tone="problem">{problem}</Notice>}
      <TextField
        label={texts.auth.email}
        name="email"
        type="email"
        autoComplete="username"
        error={errors.email}
      />
      <PasswordField
        label={texts.auth.password}
        name="password"
        autoComplete="new-password"
        hint={texts.auth.passwordHint}
        error={errors.password}
      />
      <SubmitButton busy={busy && texts.auth.creating}>{texts.auth.createAccount}</SubmitButton>
      <p className="border-t border-line pt-5 text-sm text-soft">
        {texts.auth.haveAccount}{' '}
        <Link href="/login" className="link font-semibold text-ink">
          {texts.auth.logIn}
        </Link>
      </p>
    </form>
  );
}
