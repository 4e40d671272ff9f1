'use client';
import { useState } from 'react';
import { api } from '@/lib/api/browser.ts';
import { sentenceOf } from '@/lib/api/problem.ts';
import { texts } from '@/texts.ts';
import { Button } from '@/ui/button.tsx';
import { useCountdown } from './use-countdown.ts';
import { resendCode } from '@/lib/api/auth.ts';

/** Mail takes a while; asking again at once only makes the first code invalid. */
const patienceSeconds = 30;

export function ResendCode({ email }: { email: string }) {
  const { left, start } = useCountdown(patienceSeconds);
  const [said, setSaid] = useState('');

  async function resend() {
    start(patienceSeconds);
    setSaid(await resendCode(api, { email }).then(() => texts.auth.resent, sentenceOf));
  }

  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button look="secondary" disabled={left > 0} onClick={() => void resend()} className="tabular-nums">
        {left > 0 ? texts.auth.resendIn(left) : texts.auth.resend}
      </Button>
      <p role="status" className="text-sm text-soft">
        {said}
      </p>
    </div>
  );
}
