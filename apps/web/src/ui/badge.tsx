import type { ReactNode } from 'react';

const tones = {
  plain: 'bg-sunken text-soft',
  progress: 'bg-accent-tint text-accent',
  good: 'bg-good-tint text-good',
  problem: 'bg-danger-tint text-danger',
};

export type BadgeTone = keyof typeof tones;

export function Badge({ tone = 'plain', children }: { tone?: BadgeTone; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center rounded-full px-2 py-0.5 text-xs font-semibold ${tones[tone]}`}
    >
      {children}
    </span>
  );
}
