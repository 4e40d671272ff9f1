'use client';
import { bytes, roughly } from '@/lib/format.ts';
import { texts } from '@/texts.ts';
import { LiveRegion } from '@/ui/live-region.tsx';
import { percent, Progress } from '@/ui/progress.tsx';
import { paceOf, type UploadItem } from './upload-state.ts';

const phaseText = ({ phase, sentBytes, size }: UploadItem): string =>
  phase === 'absent' ? texts.upload.unfinishedAt(percent(sentBytes / size)) : texts.upload.phase[phase];

export function UploadProgress({ item }: { item: UploadItem }) {
  const pace = paceOf(item);
  const share = item.sentBytes / item.size;
  const words = phaseText(item);
  const title = item.text.displayName.trim() || item.fileName;
  return (
    <div>
      <Progress
        label={title}
        value={share}
        words={`${words}, ${percent(share)} %`}
        still={item.phase === 'paused' || item.phase === 'absent' || item.phase === 'failed'}
      />
      <div className="mt-2 flex min-h-5 flex-wrap justify-between gap-x-4 text-sm text-soft tabular-nums">
        <span className="font-medium text-ink">
          {words}
          {item.phase === 'sending' && item.resumedBytes > 0 && !pace
            ? `. ${texts.upload.resumedAt(percent(item.resumedBytes / item.size))}`
            : null}
        </span>
        {item.phase !== 'done' && item.phase !== 'absent' && (
          <span>
            {pace && `${bytes(pace.speed)}/s · ${texts.upload.left(roughly(pace.secondsLeft))} · `}
            <span className="whitespace-nowrap">
              {bytes(item.sentBytes)} / {bytes(item.size)}
            </span>
          </span>
        )}
      </div>
      {/* Words only when the phase changes: numbers would never stop talking. */}
      <LiveRegion>{`${title}: ${words}`}</LiveRegion>
    </div>
  );
}
