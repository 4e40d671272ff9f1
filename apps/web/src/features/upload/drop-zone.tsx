'use client';
import { useEffect, useId, useRef, useState } from 'react';
import { texts } from '@/texts.ts';
import { buttonClass } from '@/ui/button.tsx';
import { cx } from '@/ui/class-names.ts';
import { acceptedFiles } from './choose-files.ts';

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** The whole window takes dropped files, so that a near miss does not open the video instead of this page. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);

  useEffect(() => {
    take.current = onFiles;
  }, [onFiles]);

  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      take.current([...(event.dataTransfer?.files ?? [])]);
    };
    const control = new AbortController();
    const { signal } = control;
    addEventListener('dragenter', enter, { signal });
    addEventListener('dragover', enter, { signal });
    addEventListener('dragleave', leave, { signal });
    addEventListener('drop', drop, { signal });
    return () => control.abort();
  }, []);

  return (
    <div
      className={cx(
        'flex flex-col items-center rounded-card border-2 border-dashed px-6 py-10 text-center transition-colors sm:py-14',
        over ? 'border-accent-fill bg-accent-tint' : 'border-line-strong',
      )}
    >
      <input
        id={id}
        type="file"
        multiple
        accept={acceptedFiles}
        className="peer sr-only"
        onChange={(event) => {
          take.current([...(event.target.files ?? [])]);
          // The same file may be chosen again, after a cancel for instance.
          event.target.value = '';
        }}
      />
      <label
        htmlFor={id}
        className={buttonClass(
          'primary',
          'px-6 peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-[var(--focus)]',
        )}
      >
        {texts.upload.choose}
      </label>
      <p className="mt-3 font-medium">{over ? texts.upload.dropNow : texts.upload.drop}</p>
      <p className="mt-1 text-sm text-soft">{texts.upload.limits}</p>
    </div>
  );
}
