import type { ReactNode } from 'react';

/** The narrow column of every account page. */
export function AuthCard({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="mx-auto max-w-sm pt-6 sm:pt-12">
      <h1 className="text-2xl">{title}</h1>
      {lead && <p className="mt-2 wrap-anywhere text-soft">{lead}</p>}
      <div className="mt-6">{children}</div>
    </div>
  );
}
