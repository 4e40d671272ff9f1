'use client';
import { useState } from 'react';
import { sentenceOf } from '@/lib/api/problem.ts';
import { texts } from '@/texts.ts';
import { Button, ButtonLink } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/empty-state.tsx';
import { Notice } from '@/ui/notice.tsx';
import { OwnListSkeleton } from './own-list-skeleton.tsx';
import { OwnRow } from './own-row.tsx';
import { useOwnVideos } from './use-own-videos.ts';

export function OwnVideos() {
  const { videos, error, isPending, refetch, reload, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useOwnVideos();
  const [said, setSaid] = useState('');

  if (isPending) return <OwnListSkeleton />;
  if (!videos) {
    return (
      <Notice
        tone="problem"
        title={texts.myVideos.errorTitle}
        action={
          <Button look="secondary" onClick={() => void refetch()}>
            {texts.common.retry}
          </Button>
        }
      >
        {sentenceOf(error)}
      </Notice>
    );
  }

  const changed = (words: string) => {
    setSaid(words);
    void reload();
  };

  return (
    <>
      <p role="status" className="mb-4 text-sm font-medium empty:hidden">
        {said}
      </p>
      {error && <Notice className="mb-4">{texts.myVideos.stale}</Notice>}
      {videos.length === 0 ? (
        <EmptyState
          title={texts.myVideos.emptyTitle}
          action={<ButtonLink href="/upload">{texts.myVideos.uploadFirst}</ButtonLink>}
        >
          {texts.myVideos.empty}
        </EmptyState>
      ) : (
        <ul aria-label={texts.myVideos.list} className="divide-y divide-line border-y border-line">
          {videos.map((video) => (
            <OwnRow key={video.videoKey} video={video} onChanged={changed} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className="mt-8 text-center">
          <Button
            look="secondary"
            busy={isFetchingNextPage && texts.home.loadingMore}
            onClick={() => void fetchNextPage()}
          >
            {texts.home.more}
          </Button>
        </div>
      )}
    </>
  );
}
