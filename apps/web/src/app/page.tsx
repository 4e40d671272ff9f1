import type { Metadata } from 'next';
import { Suspense } from 'react';
import { GridSkeleton } from '@/features/videos/video-card.tsx';
import { VideoGrid } from '@/features/videos/video-grid.tsx';
import { sentenceOf } from '@/lib/api/problem.ts';
import { serverApi } from '@/lib/api/server.ts';
import { listVideos } from '@/lib/api/videos.ts';
import { texts } from '@/texts.ts';
import { ButtonLink } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/empty-state.tsx';
import { RetryNotice } from '@/ui/retry-notice.tsx';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: { absolute: texts.titleOf(texts.home.title) } };

async function Videos() {
  const first = await listVideos(await serverApi(), null).catch((error: unknown) => sentenceOf(error));
  if (typeof first === 'string') return <RetryNotice title={texts.home.errorTitle}>{first}</RetryNotice>;
  if (first.items.length > 0) return <VideoGrid key={first.items[0]?.videoKey} first={first} />;
  return (
    <EmptyState
      title={texts.home.emptyTitle}
      action={<ButtonLink href="/upload">{texts.myVideos.uploadFirst}</ButtonLink>}
    >
      {texts.home.empty}
    </EmptyState>
  );
}

export default function HomePage() {
  return (
    <>
      <h1 className="mb-6 text-2xl sm:text-3xl">{texts.home.title}</h1>
      <Suspense fallback={<GridSkeleton />}>
        <Videos />
      </Suspense>
    </>
  );
}
