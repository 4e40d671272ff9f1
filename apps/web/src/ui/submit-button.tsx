'use client';
import type { ComponentProps } from 'react';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { Button } from './button.tsx';
import { cx } from './class-names.ts';

/** Sends a form; asleep until scripts run, because the browser's own way of sending would lose what was typed. */
export function SubmitButton({ className, ...rest }: ComponentProps<typeof Button>) {
  const hydrated = useHydrated();
  return (
    <Button
      type="submit"
      disabled={!hydrated}
      className={cx(!hydrated && 'disabled:opacity-100!', className)}
      {...rest}
    />
  );
}
