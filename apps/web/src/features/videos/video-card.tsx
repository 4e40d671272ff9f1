import type { VideoSummary } from '@matinee/contracts';
import Link from 'next/link';
import { date } from '@/lib/format.ts';
import { texts } from '@/texts.ts';
import { Badge } from '@/ui/badge.tsx';
import { LinkPending } from '@/ui/link-pending.tsx';
import { Poster } from './poster.tsx';

/** What a viewer has to know: nothing when it plays. */
function viewerStatus({ status }: VideoSummary): string | undefined {
  if (status === 'uploading' || status === 'processing') return texts.status.soon;
  return status === 'failed' ? texts.status.failed : undefined;
}

export function VideoCard({ video, eager }: { video: VideoSummary; eager?: boolean }) {
  const status = viewerStatus(video);
  return (
    <li className="group relative min-w-0">
      <Poster video={video} eager={eager} />
      <h2 className="mt-3 text-base leading-snug">
        {/* The link's area is the whole card, its name only the title. */}
        <Link
          href={`/watch/${video.videoKey}`}
          className="line-clamp-2 text-wrap wrap-anywhere after:absolute after:inset-0 after:rounded-card group-hover:underline"
        >
          {video.displayName}
          <LinkPending />
        </Link>
      </h2>
      <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-soft">
        <time dateTime={video.uploadTime}>{date(video.uploadTime)}</time>
        {status && <Badge tone={video.status === 'failed' ? 'problem' : 'progress'}>{status}</Badge>}
      </p>
    </li>
  );
}

export const gridClass =
  'grid grid-cols-1 gap-x-5 gap-y-8 min-[34rem]:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4 3xl:grid-cols-6';

/** The same boxes as a page of cards, before there is one. */
export function GridSkeleton() {
  return (
    <div role="status">
      <span className="sr-only">{texts.common.loading}</span>
      <ul aria-hidden="true" className={gridClass}>
        {Array.from({ length: 12 }, (_, i) => (
          <li key={i}>
            <div className="skeleton aspect-video !rounded-card" />
            <div className="skeleton mt-3 h-5 w-4/5" />
            <div className="skeleton mt-2 h-4 w-1/3" />
          </li>
        ))}
      </ul>
    </div>
  );
}
