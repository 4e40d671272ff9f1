'use client';
import { useEffect } from 'react';
import { isUnderWay } from './upload-state.ts';
import { useUploads } from './use-uploads.ts';

/** Warns before a page is closed that is still sending bytes or text. */
export function UploadGuard() {
  const busy = useUploads().some((item) => isUnderWay(item) || item.publication.state === 'sending');

  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [busy]);

  return null;
}
