'use client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { useUploads } from '@/features/upload/use-uploads.ts';
import { api } from '@/lib/api/browser.ts';
import { listOwnVideos } from '@/lib/api/videos.ts';
import { isTerminal } from './status.ts';

const key = ['own-videos'];
const pollMs = 2500;

/** The list of the person who is logged in; followed while anything in it is on its way and the page is seen. */
export function useOwnVideos() {
  const client = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => listOwnVideos(api, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchOnWindowFocus: true,
    refetchInterval: ({ state }) => {
      const moving = state.data?.pages.some((page) => page.items.some((video) => !isTerminal(video)));
      return moving ? pollMs * (state.fetchFailureCount > 0 ? 4 : 1) : false;
    },
  });
  const reload = useCallback(() => client.invalidateQueries({ queryKey: key }), [client]);
  // A video published in this tab, while its upload goes on, belongs in the list at once.
  const published = useUploads().filter(({ publication }) => publication.state === 'stored').length;
  useEffect(() => {
    if (published > 0) void reload();
  }, [published, reload]);
  return { ...query, reload, videos: query.data?.pages.flatMap((page) => page.items) };
}
