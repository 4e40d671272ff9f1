import type { ReactNode } from 'react';

/** What a page says when it has nothing to show. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center py-16 text-center sm:py-24">
      <svg viewBox="0 0 96 60" aria-hidden="true" className="mb-6 w-24 text-line-strong">
        <rect
          x="1.5"
          y="1.5"
          width="93"
          height="57"
          rx="8"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
        />
        <path d="M42 21v18l15-9z" className="fill-accent-fill" />
      </svg>
      <h2 className="text-xl">{title}</h2>
      <p className="mt-2 text-soft">{children}</p>
      {action && <div className="mt-6">{action}</div>}
    </div>
  );
}
