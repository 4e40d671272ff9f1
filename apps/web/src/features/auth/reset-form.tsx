'use client';
import { ResetPassword } from '@matinee/contracts';
import { useRouter } from 'next/navigation';
import { resetPassword } from '@/lib/api/auth.ts';
import { api } from '@/lib/api/browser.ts';
import { texts } from '@/texts.ts';
import { TextField } from '@/ui/field.tsx';
import { Notice } from '@/ui/notice.tsx';
import { PasswordField } from '@/ui/password-field.tsx';
import { SubmitButton } from '@/ui/submit-button.tsx';
import { CodeField } from './code-field.tsx';
import { useForm } from '@/lib/use-form.ts';

export function ResetForm({ email }: { email: string | undefined }) {
  const router = useRouter();
  const { form, errors, problem, busy } = useForm({
    schema: ResetPassword,
    fieldOf: { code_invalid: 'code', password_too_weak: 'password' },
    async send(values) {
      await resetPassword(api, values);
      router.push(`/login?${new URLSearchParams({ notice: 'password-changed', email: values.email })}`);
    },
  });

  return (
    <form {...form} className="grid gap-5">
      {problem && <Notice tone="problem">{problem}</Notice>}
      {/* Password managers file the new password under this name. */}
      <TextField
        label={texts.auth.email}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        error={errors.email}
      />
      <CodeField error={errors.code} />
      <PasswordField
        label={texts.auth.newPassword}
        name="password"
        autoComplete="new-password"
        hint={texts.auth.passwordHint}
        error={errors.password}
      />
      <SubmitButton busy={busy && texts.auth.resetting}>{texts.auth.reset}</SubmitButton>
    </form>
  );
}
