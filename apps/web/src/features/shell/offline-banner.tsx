'use client';
import { useEffect, useState } from 'react';
import { stayWhileOffline } from '@/lib/stay-while-offline.ts';
import { useOnline } from '@/lib/use-online.ts';
import { texts } from '@/texts.ts';

/** Fixed above the page, so that nothing below it moves. */
export function OfflineBanner() {
  const online = useOnline();
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-4 z-40 flex justify-center px-4">
      {!online && <Offline />}
    </div>
  );
}

function Offline() {
  const [stayed, setStayed] = useState(false);
  useEffect(() => stayWhileOffline(() => setStayed(true)), []);
  return (
    <p className="rounded-full bg-action px-5 py-2.5 text-sm font-semibold text-on-action shadow-card">
      {stayed ? texts.common.offlineLink : texts.common.offline}
    </p>
  );
}
