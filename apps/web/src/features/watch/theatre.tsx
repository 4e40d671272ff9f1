'use client';
import type { Video } from '@matinee/contracts';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { Processing } from '@/features/progress/processing.tsx';
import { useProgress } from '@/features/progress/use-progress.ts';
import { RetryButton } from '@/features/videos/retry-button.tsx';
import { texts } from '@/texts.ts';
import { Button, ButtonLink } from '@/ui/button.tsx';
import { percent, Progress } from '@/ui/progress.tsx';
import { Stage, StageMessage } from './stage.tsx';
import { useSource } from './use-source.ts';
import { WaveformBar } from './waveform-bar.tsx';

const Player = dynamic(() => import('./player.tsx'), {
  ssr: false,
  loading: () => <p className="sr-only">{texts.watch.loadingPlayer}</p>,
});

interface Props {
  video: Video;
  fresh: boolean;
  reload: () => Promise<unknown>;
}

/** The stage with whatever can be shown of the video now. */
export function Theatre({ video, fresh, reload }: Props) {
  const { source, recover, retry } = useSource({ video, fresh, reload });
  const [media, setMedia] = useState<HTMLMediaElement | null>(null);
  const soundOnly = video.playback?.medium === 'audio';
  if (!video.playback && !video.watchUrl) return <Waiting video={video} reload={reload} />;
  if (source.kind === 'broken') {
    return (
      <Stage poster={video.posterUrl}>
        <StageMessage
          title={texts.watch.playbackTitle}
          extra={
            <Button look="secondary" onClick={() => void reload().then(retry)}>
              {texts.common.retry}
            </Button>
          }
        >
          {texts.watch.playback}
        </StageMessage>
      </Stage>
    );
  }
  return (
    <section aria-label={(soundOnly ? texts.watch.soundLabel : texts.watch.playerLabel)(video.displayName)}>
      <Stage poster={source.kind === 'none' || soundOnly ? video.posterUrl : null} bright={soundOnly}>
        {source.kind !== 'none' && (
          <Player
            source={source}
            poster={soundOnly ? null : video.posterUrl}
            storyboard={video.playback?.storyboardUrl ?? null}
            soundOnly={soundOnly}
            onMedia={setMedia}
            onRefused={recover}
            onBroken={recover}
          />
        )}
      </Stage>
      {soundOnly && <WaveformBar url={fresh ? (video.playback?.waveformUrl ?? null) : null} media={media} />}
    </section>
  );
}

function Waiting({ video, reload }: Pick<Props, 'video' | 'reload'>) {
  if (video.status === 'failed') {
    return (
      <Stage>
        <StageMessage
          title={texts.watch.failedTitle}
          extra={
            video.isOwner && (
              <div className="flex flex-wrap justify-center gap-2">
                {video.failure?.retryable && (
                  <RetryButton look="secondary" videoKey={video.videoKey} onStarted={() => void reload()} />
                )}
                <ButtonLink look="secondary" href="/my-videos">
                  {texts.nav.myVideos}
                </ButtonLink>
              </div>
            )
          }
        >
          {video.failure?.message ?? texts.watch.failed}
        </StageMessage>
      </Stage>
    );
  }
  if (video.status === 'uploading') {
    return (
      <Stage>
        <StageMessage title={texts.watch.uploadingTitle}>{texts.watch.uploading}</StageMessage>
      </Stage>
    );
  }
  if (video.isOwner) return <OwnWaiting video={video} reload={reload} />;
  const title = texts.watch.processingTitle(percent(video.progress));
  return (
    <Stage poster={video.posterUrl}>
      <StageMessage
        title={title}
        extra={<Progress label={texts.myVideos.progressOf(video.displayName)} value={video.progress} />}
      >
        {texts.watch.processing}
      </StageMessage>
    </Stage>
  );
}

/** One's own video: live, and opened at the moment it can be played. */
function OwnWaiting({ video, reload }: Pick<Props, 'video' | 'reload'>) {
  const stage = useProgress(video.videoKey)?.stage;
  useEffect(() => {
    if (stage === 'playable' || stage === 'ready' || stage === 'failed') void reload();
  }, [stage, reload]);
  return (
    <Stage poster={video.posterUrl}>
      <StageMessage
        title={texts.watch.processingOwn}
        extra={<Processing dark videoKey={video.videoKey} title={video.displayName} known={video} />}
      >
        {texts.watch.processing}
      </StageMessage>
    </Stage>
  );
}
