import { Missing } from '@/features/watch/missing.tsx';

export default function VideoNotFound() {
  return <Missing />;
}
