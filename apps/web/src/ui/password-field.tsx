'use client';
import { useState, type ComponentProps } from 'react';
import { texts } from '@/texts.ts';
import { controlClass, Field } from './field.tsx';

type Props = { label: string; hint?: string; error?: string | undefined } & Omit<
  ComponentProps<'input'>,
  'type' | 'id'
>;

/** A password that can be looked at while typing. */
export function PasswordField({ label, hint, error, ...input }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div className="relative">
          <input
            className={`${controlClass} min-h-11 pr-16`}
            type={shown ? 'text' : 'password'}
            autoCapitalize="none"
            spellCheck={false}
            {...input}
            {...control}
          />
          <button
            type="button"
            aria-pressed={shown}
            aria-label={texts.common.showPasswordOf(label)}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-1 right-1 cursor-pointer rounded-md px-2.5 text-sm font-semibold text-soft hover:text-ink"
          >
            {shown ? texts.common.hidePassword : texts.common.showPassword}
          </button>
        </div>
      )}
    </Field>
  );
}
