import type { Metadata } from 'next';
import { texts } from '@/texts.ts';
import { Missing } from '@/features/watch/missing.tsx';

export const metadata: Metadata = { title: texts.watch.missingTitle };

export default function VideoNotFound() {
  return <Missing />;
}
