import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cx } from './class-names.ts';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

const looks: Record<Look, string> = {
  primary: 'bg-action text-on-action hover:bg-action-hover',
  secondary: 'border border-line-strong bg-raised text-ink hover:bg-sunken',
  quiet: 'text-ink hover:bg-sunken',
  danger: 'bg-danger text-paper hover:opacity-90',
};

/** At least 44 px high where a finger points (WCAG 2.5.5), a little less where a mouse does. */
const shape =
  'inline-flex min-h-11 cursor-pointer items-center justify-center gap-2 rounded-control px-4 py-2 text-sm font-semibold whitespace-nowrap transition-colors sm:min-h-10';

export const buttonClass = (look: Look = 'primary', className?: string) => cx(shape, looks[look], className);

interface Props extends ComponentProps<'button'> {
  look?: Look;
  /** Words shown instead of the label while the action runs; the button keeps its focus and ignores presses. */
  busy?: string | false;
}

export function Button({
  look,
  busy = false,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: Props) {
  return (
    <button
      type={type}
      className={buttonClass(
        look,
        cx(busy !== false && 'opacity-70', 'disabled:cursor-not-allowed disabled:opacity-50', className),
      )}
      aria-disabled={busy !== false || undefined}
      onClick={busy === false ? onClick : (event) => event.preventDefault()}
      {...rest}
    >
      {busy === false ? children : busy}
    </button>
  );
}

export function ButtonLink({ look, className, ...rest }: ComponentProps<typeof Link> & { look?: Look }) {
  return <Link className={buttonClass(look, className)} {...rest} />;
}
