'use client';
import Link from 'next/link';
import { useEffect, useId, useRef, useState } from 'react';
import { Processing } from '@/features/progress/processing.tsx';
import { bytes } from '@/lib/format.ts';
import { texts } from '@/texts.ts';
import { Button, ButtonLink } from '@/ui/button.tsx';
import { Notice } from '@/ui/notice.tsx';
import { StopDialog } from './stop-dialog.tsx';
import { TextForm } from './text-form.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { isUnderWay, type UploadItem } from './upload-state.ts';
import { uploads } from './uploads.ts';

/** One file: how far its bytes are, and its text, each at its own pace. */
export function UploadCard({ item }: { item: UploadItem }) {
  const [asking, setAsking] = useState(false);
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const published = item.publication.state === 'stored';
  const finished = item.phase === 'done';

  useEffect(() => {
    // The form went away with the button that had the focus; it must not fall back to the top of the page.
    if (published && document.activeElement === document.body) heading.current?.focus();
  }, [published]);

  // Unfinished ones are listed under a heading of their own.
  const Heading = item.phase === 'absent' ? 'h3' : 'h2';

  return (
    <li
      aria-labelledby={headingId}
      className="rounded-card border border-line bg-raised p-4 shadow-card sm:p-6"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-52">
          <Heading ref={heading} id={headingId} tabIndex={-1} className="text-base wrap-anywhere">
            {item.fileName}
          </Heading>
          <p className="text-sm text-soft tabular-nums">{bytes(item.size)}</p>
        </div>
        <div className="flex gap-2">
          <Controls item={item} onCancel={() => setAsking(true)} />
        </div>
      </div>

      <div className="mt-4">
        {finished && item.publication.state === 'stored' ? (
          <Processing videoKey={item.publication.videoKey} title={item.text.displayName} />
        ) : (
          <UploadProgress item={item} />
        )}
      </div>
      {item.problem && (
        <Notice tone="problem" className="mt-4">
          {item.problem}
        </Notice>
      )}

      <div className="mt-5 border-t border-line pt-5">
        {item.publication.state === 'stored' ? (
          <Notice
            tone="good"
            title={item.text.displayName}
            action={
              <ButtonLink look="secondary" href={`/watch/${item.publication.videoKey}`}>
                {texts.upload.watch}
              </ButtonLink>
            }
          >
            {finished ? texts.upload.publishedDone : texts.upload.publishedRunning}
          </Notice>
        ) : (
          <TextForm item={item} />
        )}
        {finished && published && (
          <p className="mt-3 flex flex-wrap gap-4 text-sm">
            <Link href="/my-videos" className="link">
              {texts.nav.myVideos}
            </Link>
            <button type="button" className="link cursor-pointer" onClick={() => uploads().dismiss(item.id)}>
              {texts.upload.remove}
            </button>
          </p>
        )}
      </div>
      {asking && <StopDialog item={item} onClose={() => setAsking(false)} />}
    </li>
  );
}

function Controls({ item, onCancel }: { item: UploadItem; onCancel: () => void }) {
  if (item.phase === 'done') return null;
  return (
    <>
      {isUnderWay(item) && item.phase !== 'finishing' && (
        <Button look="secondary" onClick={() => uploads().pause(item.id)}>
          {texts.upload.pause}
        </Button>
      )}
      {item.phase === 'paused' && (
        <Button onClick={() => uploads().resume(item.id)}>{texts.upload.resume}</Button>
      )}
      {item.phase === 'failed' && (
        <Button onClick={() => uploads().resume(item.id)}>{texts.upload.retry}</Button>
      )}
      <Button look="quiet" onClick={onCancel}>
        {item.phase === 'absent' ? texts.upload.discard : texts.upload.cancel}
      </Button>
    </>
  );
}
