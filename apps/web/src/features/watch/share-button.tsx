'use client';
import { useState } from 'react';
import { texts } from '@/texts.ts';
import { Button } from '@/ui/button.tsx';

export function ShareButton({ videoKey }: { videoKey: string }) {
  const [said, setSaid] = useState('');

  async function copy() {
    const link = new URL(`/watch/${videoKey}`, location.href).href;
    try {
      // Absent on http:// addresses other than localhost.
      await navigator.clipboard.writeText(link);
      setSaid(texts.watch.copied);
    } catch {
      setSaid(texts.watch.copyFailed);
    }
  }

  return (
    <>
      <Button look="secondary" onClick={() => void copy()}>
        {texts.watch.share}
      </Button>
      <p role="status" className="text-sm text-soft empty:hidden">
        {said}
      </p>
    </>
  );
}
