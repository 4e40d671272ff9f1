'use client';
import { ConfirmRegister } from '@matinee/contracts';
import { useRouter } from 'next/navigation';
import { confirmRegister } from '@/lib/api/auth.ts';
import { api } from '@/lib/api/browser.ts';
import { texts } from '@/texts.ts';
import { TextField } from '@/ui/field.tsx';
import { Notice } from '@/ui/notice.tsx';
import { SubmitButton } from '@/ui/submit-button.tsx';
import { CodeField } from './code-field.tsx';
import { ResendCode } from './resend-code.tsx';
import { useForm } from '@/lib/use-form.ts';

export function ConfirmForm({ email, notice }: { email: string | undefined; notice?: string }) {
  const router = useRouter();
  const { form, errors, problem, busy } = useForm({
    schema: ConfirmRegister,
    fieldOf: { code_invalid: 'code' },
    async send(values) {
      await confirmRegister(api, values);
      router.push(`/login?${new URLSearchParams({ notice: 'confirmed', email: values.email })}`);
    },
  });

  return (
    <div className="grid gap-6">
      <form {...form} className="grid gap-5">
        {notice && <Notice>{notice}</Notice>}
        {problem && <Notice tone="problem">{problem}</Notice>}
        {email === undefined ? (
          <TextField
            label={texts.auth.email}
            name="email"
            type="email"
            autoComplete="username"
            error={errors.email}
          />
        ) : (
          <input type="hidden" name="email" value={email} />
        )}
        <CodeField error={errors.code} />
        <SubmitButton busy={busy && texts.auth.confirming}>{texts.auth.confirm}</SubmitButton>
      </form>
      {email !== undefined && <ResendCode email={email} />}
    </div>
  );
}
