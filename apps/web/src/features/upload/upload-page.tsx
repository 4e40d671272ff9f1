'use client';
import { useEffect, useState } from 'react';
import { useSession } from '@/features/session/session-provider.tsx';
import { texts } from '@/texts.ts';
import { Notice } from '@/ui/notice.tsx';
import { DropZone } from './drop-zone.tsx';
import { UploadCard } from './upload-card.tsx';
import { uploads } from './uploads.ts';
import { useUploads } from './use-uploads.ts';

export function UploadPage() {
  const { person } = useSession();
  const items = useUploads();
  const [refused, setRefused] = useState<readonly string[]>([]);
  const personId = person?.id;

  useEffect(() => {
    if (personId) void uploads().open(personId);
  }, [personId]);

  const absent = items.filter((item) => item.phase === 'absent');
  const chosen = items.filter((item) => item.phase !== 'absent');

  return (
    <div className="mt-6 space-y-8">
      <DropZone onFiles={(files) => setRefused(uploads().add(files))} />
      {refused.length > 0 && (
        <Notice tone="problem" title={texts.upload.refusedTitle}>
          <ul>
            {refused.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      )}
      {chosen.length > 0 && (
        <ul className="space-y-5" aria-label={texts.upload.queue}>
          {chosen.map((item) => (
            <UploadCard key={item.id} item={item} />
          ))}
        </ul>
      )}
      {absent.length > 0 && (
        <section aria-labelledby="unfinished">
          <h2 id="unfinished" className="text-lg">
            {texts.upload.unfinishedTitle}
          </h2>
          <p className="mt-1 mb-4 text-soft">{texts.upload.unfinished}</p>
          <ul className="space-y-5">
            {absent.map((item) => (
              <UploadCard key={item.id} item={item} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
