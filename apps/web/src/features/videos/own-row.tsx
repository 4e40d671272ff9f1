'use client';
import type { OwnVideo } from '@matinee/contracts';
import Link from 'next/link';
import { useState } from 'react';
import { date } from '@/lib/format.ts';
import { texts } from '@/texts.ts';
import { UploadProgress } from '@/features/upload/upload-progress.tsx';
import { isUnderWay } from '@/features/upload/upload-state.ts';
import { useUploads } from '@/features/upload/use-uploads.ts';
import { Processing } from '@/features/progress/processing.tsx';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { Poster } from './poster.tsx';
import { RetryButton } from './retry-button.tsx';
import { statusText, statusTone } from './status.ts';

interface Props {
  video: OwnVideo;
  /** Something was done to it; the words say what. */
  onChanged: (words: string) => void;
}

export function OwnRow({ video, onChanged }: Props) {
  const [dialog, setDialog] = useState<'edit' | 'delete'>();
  const close = () => setDialog(undefined);
  const uploads = useUploads();
  /** The upload in this tab whose end the service has not heard of. */
  const upload = uploads.find(
    ({ session }) => video.status === 'uploading' && session?.videoKey === video.videoKey,
  );
  const sent = upload?.phase === 'done';
  const words = sent
    ? texts.status.sent
    : upload && isUnderWay(upload)
      ? texts.status.sending
      : statusText(video);
  const moving = video.status === 'processing' || video.status === 'playable';

  return (
    <li className="flex gap-4 py-5 sm:gap-6">
      <div className="w-28 shrink-0 sm:w-52">
        <Poster video={video} />
      </div>
      <div className="min-w-0 flex-1">
        <h2 className="text-base leading-snug">
          <Link href={`/watch/${video.videoKey}`} className="link line-clamp-2 wrap-anywhere">
            {video.displayName}
          </Link>
        </h2>
        <p className="mt-2 flex flex-wrap items-center gap-2 text-sm text-soft">
          <Badge tone={statusTone[video.status]}>{words}</Badge>
          <Badge>{texts.status[video.visibility]}</Badge>
          <time dateTime={video.uploadTime}>{date(video.uploadTime)}</time>
        </p>
        {upload && !sent && (
          <div className="mt-3 max-w-sm">
            <UploadProgress item={upload} />
          </div>
        )}
        {moving && (
          <div className="mt-3 max-w-sm">
            <Processing videoKey={video.videoKey} title={video.displayName} known={video} />
          </div>
        )}
        {video.failure && (
          <p className="mt-3 text-sm font-medium wrap-anywhere text-danger">{video.failure.message}</p>
        )}
        {video.warnings.map((warning) => (
          <p key={warning} className="mt-3 text-sm wrap-anywhere text-soft">
            {texts.warnings[warning]}
          </p>
        ))}
        <div className="mt-3 -ml-4 flex flex-wrap gap-1">
          {video.failure?.retryable && (
            <RetryButton videoKey={video.videoKey} onStarted={() => onChanged(texts.myVideos.retried)} />
          )}
          <Button look="quiet" onClick={() => setDialog('edit')}>
            {texts.myVideos.edit}
          </Button>
          <Button look="quiet" onClick={() => setDialog('delete')}>
            {texts.myVideos.delete}
          </Button>
        </div>
      </div>
      {dialog === 'edit' && (
        <EditDialog
          video={video}
          onClose={close}
          onSaved={() => {
            close();
            onChanged(texts.myVideos.saved);
          }}
        />
      )}
      {dialog === 'delete' && (
        <DeleteDialog
          video={video}
          onClose={close}
          onDeleted={() => {
            close();
            onChanged(texts.myVideos.deleted(video.displayName));
          }}
        />
      )}
    </li>
  );
}
