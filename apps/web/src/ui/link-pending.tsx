'use client';
import { useLinkStatus } from 'next/link';

/** A bar over the card whose page is being fetched; it appears only when that takes noticeably long. */
export function LinkPending() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return (
    <span
      aria-hidden="true"
      className="pending-bar absolute inset-x-0 top-0 h-1 overflow-hidden rounded-t-card bg-accent-fill"
    />
  );
}
