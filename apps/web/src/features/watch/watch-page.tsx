'use client';
import type { Video } from '@matinee/contracts';
import { Processing } from '@/features/progress/processing.tsx';
import { statusText } from '@/features/videos/status.ts';
import { date } from '@/lib/format.ts';
import { ApiProblem, sentenceOf } from '@/lib/api/problem.ts';
import { texts } from '@/texts.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, ButtonLink, buttonClass } from '@/ui/button.tsx';
import { LiveRegion } from '@/ui/live-region.tsx';
import { Notice } from '@/ui/notice.tsx';
import { Description } from './description.tsx';
import { Missing } from './missing.tsx';
import { ShareButton } from './share-button.tsx';
import { Theatre } from './theatre.tsx';
import { useVideo } from './use-video.ts';
import { WatchSkeleton } from './watch-skeleton.tsx';

export function WatchPage({ videoKey, initial }: { videoKey: string; initial?: Video | undefined }) {
  const { video, error, fresh, reload } = useVideo(videoKey, initial);
  if (error instanceof ApiProblem && error.status === 404) return <Missing videoKey={videoKey} />;
  if (!video && !error) return <WatchSkeleton />;
  if (!video) {
    return (
      <>
        <h1 className="mb-4 text-2xl">{texts.watch.errorTitle}</h1>
        <Notice
          tone="problem"
          action={
            <Button look="secondary" onClick={() => void reload()}>
              {texts.common.retry}
            </Button>
          }
        >
          {sentenceOf(error)}
        </Notice>
      </>
    );
  }
  return (
    <article className="mx-auto max-w-6xl 3xl:max-w-[100rem]">
      {/* A video that was fetched once but not again still plays; its cookies may be missing, which recovers by itself. */}
      <Theatre video={video} fresh={fresh} reload={reload} />
      <h1 className="mt-5 text-xl wrap-anywhere sm:text-2xl">{video.displayName}</h1>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="flex flex-wrap items-center gap-2 text-sm text-soft">
          {texts.watch.uploaded(date(video.uploadTime))}
          {video.visibility !== 'public' && <Badge>{texts.status[video.visibility]}</Badge>}
          {video.status === 'playable' && <Badge tone="progress">{statusText(video)}</Badge>}
        </p>
        <div className="flex flex-wrap items-center gap-2">
          <ShareButton videoKey={video.videoKey} />
          {video.watchUrl && (
            <a href={video.watchUrl} download className={buttonClass('secondary')}>
              {video.playback?.medium === 'audio' ? texts.watch.downloadSound : texts.watch.download}
            </a>
          )}
          {video.isOwner && (
            <ButtonLink look="quiet" href="/my-videos">
              {texts.watch.edit}
            </ButtonLink>
          )}
        </div>
      </div>
      {video.warnings?.map((warning) => (
        <Notice key={warning} className="mt-4">
          {texts.warnings[warning]}
        </Notice>
      ))}
      {video.status === 'playable' && video.playback?.medium !== 'audio' && (
        <p className="mt-3 text-sm text-soft">{texts.watch.improving}</p>
      )}
      {video.status === 'playable' && video.isOwner && (
        <div className="mt-3 max-w-sm">
          <Processing videoKey={video.videoKey} title={video.displayName} known={video} />
        </div>
      )}
      <Description text={video.description} />
      <LiveRegion>
        {video.status === 'playable' || video.status === 'ready' ? texts.status.ready : ''}
      </LiveRegion>
    </article>
  );
}
