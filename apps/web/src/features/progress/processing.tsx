'use client';
import type { VideoStatus } from '@matinee/contracts';
import { RetryButton } from '@/features/videos/retry-button.tsx';
import { useOnline } from '@/lib/use-online.ts';
import { texts } from '@/texts.ts';
import { LiveRegion } from '@/ui/live-region.tsx';
import { percent, Progress } from '@/ui/progress.tsx';
import { whenReady } from './progress-words.ts';
import { restartProgress, useProgress } from './use-progress.ts';

interface Props {
  videoKey: string;
  title: string;
  /** What is known without listening: shown until there is more. */
  known?: { status: VideoStatus; progress: number };
  /** On the black stage. */
  dark?: boolean;
  /** It was started again. */
  onRetried?: () => void;
}

/** How far one's own video is: stage, percent and time left, in lines that keep their height. */
export function Processing({ videoKey, title, known, dark, onRetried }: Props) {
  const live = useProgress(videoKey);
  const online = useOnline();
  const fraction = Math.max(live?.fraction ?? 0, live?.stage === 'waiting' ? 0 : (known?.progress ?? 0));
  const stage = live?.stage ?? (known?.status === 'playable' ? 'playable' : undefined);
  const words = stage ? texts.progress.stage[stage] : texts.progress.unknown;
  const soft = dark ? 'text-white/80' : 'text-soft';
  const retried = () => {
    restartProgress(videoKey);
    onRetried?.();
  };
  if (live?.stage === 'failed') {
    return (
      <div role="alert" className="text-sm">
        <p className={dark ? 'font-medium wrap-anywhere' : 'font-medium wrap-anywhere text-danger'}>
          {live.failure?.message ?? texts.status.failed}
        </p>
        {live.failure?.retryable && (
          <div className="mt-2 -ml-4 flex flex-wrap">
            <RetryButton videoKey={videoKey} onStarted={retried} />
          </div>
        )}
      </div>
    );
  }
  return (
    <div>
      <Progress
        label={texts.myVideos.progressOf(title)}
        value={fraction}
        words={`${words}, ${percent(fraction)} %`}
      />
      <p className={`mt-2 flex min-h-5 flex-wrap justify-between gap-x-4 text-sm tabular-nums ${soft}`}>
        <span>
          {words}
          {live?.stage === 'waiting' ? '' : ` · ${percent(fraction)} %`}
        </span>
        <span>{online ? live && whenReady(live) : texts.progress.offline}</span>
      </p>
      {/* Words only when the stage changes: numbers would never stop talking. */}
      <LiveRegion>{live ? `${title}: ${words}` : ''}</LiveRegion>
    </div>
  );
}
