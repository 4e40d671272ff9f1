'use client';
import { limits, type Video } from '@matinee/contracts';
import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/browser.ts';
import { ApiProblem } from '@/lib/api/problem.ts';
import { getVideo } from '@/lib/api/videos.ts';

const firstPollMs = 2000;
const longestPollMs = 15_000;
/** Well before the cookies and the download link expire. */
const renewMs = (limits.watchUrlSeconds * 1000) / 2;

/** How long until the video is asked for again: often while it changes, less often while the service fails. */
export function pollDelay(video: Video | undefined, error: unknown, failures: number): number | false {
  if (error instanceof ApiProblem && error.status >= 400 && error.status < 500) return false;
  if (video?.status === 'ready') return renewMs;
  if (video?.status === 'failed') return false;
  return Math.min(longestPollMs, firstPollMs * 2 ** Math.min(failures, 4));
}

/**
 * The video, kept up to date until it is ready; polling rests while the page is hidden. What the server rendered is
 * shown at once, but asked for again by the browser: that answer sets the cookies for the media files.
 */
export function useVideo(videoKey: string, initial: Video | undefined) {
  const query = useQuery({
    queryKey: ['video', videoKey],
    queryFn: ({ signal }) => getVideo(api, videoKey, signal),
    initialData: initial,
    initialDataUpdatedAt: 0,
    staleTime: 0,
    refetchOnWindowFocus: (q) => q.state.data?.status !== 'ready',
    refetchInterval: ({ state }) => pollDelay(state.data, state.error, state.fetchFailureCount),
  });
  return { video: query.data, error: query.error, fresh: query.isFetchedAfterMount, reload: query.refetch };
}
