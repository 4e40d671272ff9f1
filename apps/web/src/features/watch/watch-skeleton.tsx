import { texts } from '@/texts.ts';
import { Stage } from './stage.tsx';

export function WatchSkeleton() {
  return (
    <div role="status" className="mx-auto max-w-6xl 3xl:max-w-[100rem]">
      <span className="sr-only">{texts.common.loading}</span>
      <Stage />
      <div className="skeleton mt-5 h-7 w-3/5 sm:h-8" />
      <div className="skeleton mt-3 h-10 w-2/5" />
    </div>
  );
}
