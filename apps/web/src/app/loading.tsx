import { texts } from '@/texts.ts';

/** For routes without a skeleton of their own. */
export default function Loading() {
  return (
    <div role="status">
      <span className="sr-only">{texts.common.loading}</span>
      <div className="skeleton h-9 w-56" />
      <div className="skeleton mt-6 h-64" />
    </div>
  );
}
