import { useCallback, useSyncExternalStore } from 'react';

const changes = ['timeupdate', 'seeking', 'durationchange', 'emptied'];

/** Where a media element is, in seconds; `duration` is 0 while it does not know. Whole tenths, to draw no more often. */
export function usePosition(media: HTMLMediaElement | null) {
  const subscribe = useCallback(
    (changed: () => void) => {
      const control = new AbortController();
      for (const change of changes) media?.addEventListener(change, changed, { signal: control.signal });
      return () => control.abort();
    },
    [media],
  );
  const time = useSyncExternalStore(
    subscribe,
    () => Math.round((media?.currentTime ?? 0) * 10) / 10,
    () => 0,
  );
  const duration = useSyncExternalStore(
    subscribe,
    () => (media && Number.isFinite(media.duration) ? media.duration : 0),
    () => 0,
  );
  return { time, duration };
}

export function seekTo(media: HTMLMediaElement | null, seconds: number) {
  if (media) media.currentTime = Math.max(0, Math.min(media.duration, seconds));
}

export const seekBy = (media: HTMLMediaElement | null, seconds: number) =>
  seekTo(media, (media?.currentTime ?? 0) + seconds);
