'use client';
import { ForgotPassword } from '@matinee/contracts';
import { useRouter } from 'next/navigation';
import { forgotPassword } from '@/lib/api/auth.ts';
import { api } from '@/lib/api/browser.ts';
import { texts } from '@/texts.ts';
import { TextField } from '@/ui/field.tsx';
import { Notice } from '@/ui/notice.tsx';
import { SubmitButton } from '@/ui/submit-button.tsx';
import { useForm } from '@/lib/use-form.ts';

export function ForgotForm() {
  const router = useRouter();
  const { form, errors, problem, busy } = useForm({
    schema: ForgotPassword,
    async send(values) {
      await forgotPassword(api, values);
      router.push(`/reset-password?${new URLSearchParams({ email: values.email })}`);
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
      <SubmitButton busy={busy && texts.auth.sending}>{texts.auth.sendCode}</SubmitButton>
    </form>
  );
}
