'use client';
import type { VideoList } from '@matinee/contracts';
import { useRef, useState } from 'react';
import { api } from '@/lib/api/browser.ts';
import { sentenceOf } from '@/lib/api/problem.ts';
import { listVideos } from '@/lib/api/videos.ts';
import { texts } from '@/texts.ts';
import { Button } from '@/ui/button.tsx';
import { LiveRegion } from '@/ui/live-region.tsx';
import { Notice } from '@/ui/notice.tsx';
import { appendPage } from './append-page.ts';
import { gridClass, VideoCard } from './video-card.tsx';

/** The first page comes from the server; the rest is asked for, never forced upon by scrolling. */
export function VideoGrid({ first }: { first: VideoList }) {
  const [list, setList] = useState(first);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [said, setSaid] = useState('');
  const grid = useRef<HTMLUListElement>(null);

  async function more() {
    setBusy(true);
    setProblem(undefined);
    try {
      const page = await listVideos(api, list.nextCursor);
      const next = appendPage(list, page);
      const before = list.items.length;
      setList(next);
      setSaid(texts.home.moreLoaded(next.items.length - before));
      // The button is about to go: its focus moves on to the first video that it brought.
      if (next.nextCursor === null) {
        requestAnimationFrame(() => grid.current?.querySelectorAll<HTMLElement>('li a')[before]?.focus());
      }
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <ul ref={grid} className={gridClass}>
        {list.items.map((video, i) => (
          <VideoCard key={video.videoKey} video={video} eager={i < 4} />
        ))}
      </ul>
      <div className="mt-10 flex flex-col items-center gap-4">
        {problem && <Notice tone="problem">{problem}</Notice>}
        {list.nextCursor !== null && (
          <Button
            look="secondary"
            className="min-w-44"
            busy={busy && texts.home.loadingMore}
            onClick={() => void more()}
          >
            {problem ? texts.common.retry : texts.home.more}
          </Button>
        )}
      </div>
      <LiveRegion>{said}</LiveRegion>
    </>
  );
}
