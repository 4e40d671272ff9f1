'use client';
import type { OwnVideo } from '@matinee/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/lib/api/browser.ts';
import { ApiProblem, sentenceOf } from '@/lib/api/problem.ts';
import { askForAv1, getVideo } from '@/lib/api/videos.ts';
import { isOverdue, localWishes, readAv1 } from './av1.ts';

/** `overdue`: it was asked for so long ago that it may have failed, which nothing tells. */
export type Av1State = 'unknown' | 'offered' | 'making' | 'overdue' | 'done' | 'impossible' | 'not-offered';

const pollMs = 5000;

const offersKey = ['offers-av1'];

/** False once an answer has said that it is switched off, for all videos, until the page is loaded again. */
export function useOffersAv1(): boolean {
  const client = useQueryClient();
  return client.getQueryData<boolean>(offersKey) ?? true;
}

async function textOf(url: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`The playlist is not there: ${answer.status}.`);
  return answer.text();
}

/** Where the AV1 version of one's own video that is ready stands, and the way to ask for it. */
export function useAv1({ videoKey, durationSeconds }: Pick<OwnVideo, 'videoKey' | 'durationSeconds'>) {
  const client = useQueryClient();
  const [wishes] = useState(() => localWishes(localStorage));
  const [openedAt] = useState(() => Date.now());
  const [askedAt, setAskedAt] = useState(() => wishes.read(videoKey));
  const [refusal, setRefusal] = useState<'impossible' | 'not-offered'>();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const {
    data: made,
    isPending,
    isPaused,
  } = useQuery({
    queryKey: ['av1', videoKey],
    queryFn: ({ signal }) =>
      readAv1(videoKey, {
        getVideo: (key) => getVideo(api, key, signal),
        getText: (url) => textOf(url, signal),
      }),
    refetchInterval: ({ state }) => (askedAt !== null && state.data === 'open' ? pollMs : false),
  });

  useEffect(() => {
    if (made === 'done') wishes.remove(videoKey);
  }, [made, videoKey, wishes]);

  async function ask() {
    setAsking(true);
    setProblem(undefined);
    try {
      await askForAv1(api, videoKey);
      const now = Date.now();
      wishes.write(videoKey, now);
      setAskedAt(now);
    } catch (error) {
      const code = error instanceof ApiProblem ? error.code : undefined;
      if (code === 'not_found') {
        setRefusal('not-offered');
        client.setQueryDefaults(offersKey, { gcTime: Infinity });
        client.setQueryData(offersKey, false);
      } else if (code === 'not_playable_yet') setRefusal('impossible');
      else setProblem(sentenceOf(error));
    } finally {
      setAsking(false);
    }
  }

  const state = (): Av1State => {
    if (made === 'done' || made === 'impossible') return made;
    if (refusal) return refusal;
    if (isPending && !isPaused) return 'unknown';
    // Without a connection, or with a playlist that could not be read: asking is harmless, and the answer tells more.
    if (askedAt === null) return 'offered';
    return isOverdue(askedAt, openedAt, durationSeconds) ? 'overdue' : 'making';
  };
  return { state: state(), asking, problem, ask: () => void ask() };
}
