'use client';
import { useEffect } from 'react';
import { isUnderWay } from './upload-state.ts';
import { useUploads } from './use-uploads.ts';

/** Warns before a page is closed that is still sending. */
export function UploadGuard() {
  const busy = useUploads().some(isUnderWay);

  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [busy]);

  return null;
}
