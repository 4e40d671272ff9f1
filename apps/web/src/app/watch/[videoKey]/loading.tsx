import { WatchSkeleton } from '@/features/watch/watch-skeleton.tsx';

export default function Loading() {
  return <WatchSkeleton />;
}
