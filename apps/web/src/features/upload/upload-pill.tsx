'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { texts } from '@/texts.ts';
import { percent } from '@/ui/progress.tsx';
import { isUnderWay } from './upload-state.ts';
import { useUploads } from './use-uploads.ts';

/** On other pages: that something is being sent, how far it is, and the way to it. */
export function UploadPill() {
  const active = useUploads().filter(isUnderWay);
  if (usePathname() === '/upload' || active.length === 0) return null;
  const total = active.reduce((sum, item) => sum + item.size, 0);
  const sent = active.reduce((sum, item) => sum + item.sentBytes, 0);
  return (
    <Link
      href="/upload"
      className="hidden rounded-full bg-accent-tint px-3 py-1.5 text-sm font-semibold text-accent tabular-nums sm:inline"
    >
      {active.every(({ phase }) => phase === 'offline')
        ? texts.nav.uploadWaits
        : texts.nav.uploading(percent(sent / total))}
    </Link>
  );
}
