import { texts } from '@/texts.ts';

/** The boxes of a few rows. */
export function OwnListSkeleton() {
  return (
    <div role="status">
      <span className="sr-only">{texts.common.loading}</span>
      <div aria-hidden="true" className="space-y-4">
        {[1, 2, 3].map((n) => (
          <div key={n} className="skeleton h-36 !rounded-card" />
        ))}
      </div>
    </div>
  );
}
