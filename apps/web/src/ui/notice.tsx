import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

const tones = {
  info: 'bg-sunken text-ink',
  good: 'bg-good-tint text-good',
  problem: 'bg-danger-tint text-danger',
  progress: 'bg-accent-tint text-accent',
};

interface Props {
  tone?: keyof typeof tones;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** A message that belongs to what is around it. Problems are announced at once, the rest when there is a pause. */
export function Notice({ tone = 'info', title, children, action, className }: Props) {
  return (
    <div
      role={tone === 'problem' ? 'alert' : 'status'}
      className={cx(
        'flex flex-wrap items-center gap-x-4 gap-y-2 rounded-control px-4 py-3 text-sm',
        tones[tone],
        className,
      )}
    >
      <div className="min-w-0 flex-1 basis-60">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="wrap-anywhere">{children}</div>}
      </div>
      {action}
    </div>
  );
}
