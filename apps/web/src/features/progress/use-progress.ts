'use client';
import type { VideoProgress } from '@matinee/contracts';
import { useCallback, useSyncExternalStore } from 'react';
import { api } from '@/lib/api/browser.ts';
import { getProgress } from '@/lib/api/videos.ts';
import { createLiveProgress } from './live-progress.ts';

const live = createLiveProgress({
  open: (url, on) => {
    const stream = new EventSource(url);
    stream.onmessage = ({ data }) => on.data(String(data));
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) on.refused();
    };
    return () => stream.close();
  },
  ask: (videoKey, signal) => getProgress(api, videoKey, signal),
  visible: () => document.visibilityState === 'visible',
  onVisibility: (listener) => {
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
});

/** Follows a video again that had failed and was started anew. */
export const restartProgress = live.restart;

const none = (): undefined => undefined;
const nothing = () => none;

/** How far one's own video is, live; undefined before anything is known, and for `null`. */
export function useProgress(videoKey: string | null): VideoProgress | undefined {
  const follow = useCallback(
    (listener: () => void) => (videoKey === null ? nothing() : live.follow(videoKey, listener)),
    [videoKey],
  );
  return useSyncExternalStore(follow, () => (videoKey === null ? undefined : live.read(videoKey)), none);
}
