'use client';
import { ChangePassword } from '@matinee/contracts';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useSession } from '@/features/session/session-provider.tsx';
import { changePassword, logOutEverywhere } from '@/lib/api/auth.ts';
import { api } from '@/lib/api/browser.ts';
import { sentenceOf } from '@/lib/api/problem.ts';
import { texts } from '@/texts.ts';
import { Button } from '@/ui/button.tsx';
import { Notice } from '@/ui/notice.tsx';
import { PasswordField } from '@/ui/password-field.tsx';
import { SubmitButton } from '@/ui/submit-button.tsx';
import { useForm } from '@/lib/use-form.ts';

export function AccountPage() {
  const { person } = useSession();
  return (
    <>
      <p className="mt-2 wrap-anywhere text-soft">{person && texts.auth.accountLead(person.email)}</p>
      <section aria-labelledby="change-password" className="mt-10">
        <h2 id="change-password" className="mb-4 text-lg">
          {texts.auth.changePassword}
        </h2>
        <ChangePasswordForm email={person?.email} />
      </section>
      <section aria-labelledby="sessions" className="mt-10 border-t border-line pt-8">
        <h2 id="sessions" className="text-lg">
          {texts.auth.sessionsTitle}
        </h2>
        <p className="mt-1 mb-4 text-soft">{texts.auth.sessions}</p>
        <LogOutEverywhere />
      </section>
    </>
  );
}

function ChangePasswordForm({ email }: { email: string | undefined }) {
  const [done, setDone] = useState(false);
  const { form, errors, problem, busy, clear } = useForm({
    schema: ChangePassword,
    fieldOf: { wrong_password: 'currentPassword', password_too_weak: 'newPassword' },
    async send(values) {
      setDone(false);
      await changePassword(api, values);
      clear();
      setDone(true);
    },
  });

  return (
    <form {...form} className="grid gap-5">
      {problem && <Notice tone="problem">{problem}</Notice>}
      {done && <Notice tone="good">{texts.auth.changed}</Notice>}
      <input type="hidden" name="username" autoComplete="username" value={email ?? ''} />
      <PasswordField
        label={texts.auth.currentPassword}
        name="currentPassword"
        autoComplete="current-password"
        error={errors.currentPassword}
      />
      <PasswordField
        label={texts.auth.newPassword}
        name="newPassword"
        autoComplete="new-password"
        hint={texts.auth.passwordHint}
        error={errors.newPassword}
      />
      <div>
        <SubmitButton busy={busy && texts.auth.changing}>{texts.auth.changePassword}</SubmitButton>
      </div>
    </form>
  );
}

function LogOutEverywhere() {
  const router = useRouter();
  const { forget } = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function leave() {
    setBusy(true);
    setProblem(undefined);
    try {
      await logOutEverywhere(api);
      router.push('/login?notice=logged-out-everywhere');
      forget();
      router.refresh();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  }

  return (
    <div className="grid gap-4">
      {problem && <Notice tone="problem">{problem}</Notice>}
      <div>
        <Button look="secondary" busy={busy && texts.auth.working} onClick={() => void leave()}>
          {texts.auth.logOutEverywhere}
        </Button>
      </div>
    </div>
  );
}
