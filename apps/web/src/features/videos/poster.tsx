import type { VideoSummary } from '@matinee/contracts';
import { clock, spokenDuration } from '@/lib/format.ts';

type Pictured = Pick<VideoSummary, 'posterUrl' | 'durationSeconds' | 'displayName'>;

/** The picture of a video in a 16:9 tile whose size does not depend on the picture, or a tile in its place. */
export function Poster({ video, eager }: { video: Pictured; eager?: boolean }) {
  return (
    <div className="relative aspect-video overflow-hidden rounded-card bg-sunken">
      {video.posterUrl ? (
        <img
          src={video.posterUrl}
          alt=""
          width={640}
          height={360}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          className="size-full object-cover"
        />
      ) : (
        <div aria-hidden="true" className="grid size-full place-items-center">
          <svg viewBox="0 0 24 24" className="w-10 fill-line-strong opacity-60">
            <path d="M8 5.500v13l11-6.500z" />
          </svg>
        </div>
      )}
      {video.durationSeconds !== null && (
        <span className="absolute right-2 bottom-2 rounded-md bg-black/80 px-1.5 py-0.5 text-xs font-semibold text-white tabular-nums">
          <span aria-hidden="true">{clock(video.durationSeconds)}</span>
          <span className="sr-only">{spokenDuration(video.durationSeconds)}</span>
        </span>
      )}
    </div>
  );
}
