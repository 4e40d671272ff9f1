'use client';
import type { Video } from '@matinee/contracts';
import { useEffect, useReducer } from 'react';
import { mayRenew, noSource, sourceReducer } from './source-state.ts';

interface Options {
  video: Video;
  /** The browser has the cookies for the media files. */
  fresh: boolean;
  /** Asks for the video again, which renews the cookies. */
  reload: () => Promise<unknown>;
}

/** What to play, and what to do when that stops working. */
export function useSource({ video, fresh, reload }: Options) {
  const [source, dispatch] = useReducer(sourceReducer, noSource);

  useEffect(() => {
    if (fresh) dispatch({ type: 'seen', video });
  }, [fresh, video, source.kind]);

  const fail = () => dispatch({ type: 'failed', watchUrl: video.watchUrl });

  /** Once with new cookies; then the MP4; then the truth. */
  async function recover() {
    if (source.kind !== 'hls' || !mayRenew(source, Date.now())) return fail();
    await reload();
    dispatch({ type: 'renewed', now: Date.now() });
  }

  return { source, recover: () => void recover(), retry: () => dispatch({ type: 'retry' }) };
}
