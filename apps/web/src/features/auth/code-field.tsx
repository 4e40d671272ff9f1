import { texts } from '@/texts.ts';
import { TextField } from '@/ui/field.tsx';

export function CodeField({ error }: { error?: string | undefined }) {
  return (
    <TextField
      label={texts.auth.code}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={12}
      className="font-semibold tracking-[0.3em] tabular-nums"
      error={error}
    />
  );
}
