import { cx } from './class-names.ts';

interface Props {
  /** Accessible name. */
  label: string;
  /** 0 to 1. */
  value: number;
  /** What the number means in words, read instead of the bare percentage. */
  words?: string;
  still?: boolean;
}

export const percent = (value: number): number => Math.floor(Math.min(1, Math.max(0, value)) * 100);

export function Progress({ label, value, words, still }: Props) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent(value)}
      aria-valuetext={words}
      className="h-1.5 overflow-hidden rounded-full bg-line"
    >
      <div
        className={cx(
          'h-full origin-left rounded-full transition-transform duration-300 ease-out',
          still ? 'bg-line-strong' : 'bg-accent-fill',
        )}
        style={{ transform: `scaleX(${Math.max(0.004, Math.min(1, value))})` }}
      />
    </div>
  );
}
