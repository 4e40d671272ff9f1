'use client';
import type { Av1State } from '@matinee/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/browser.ts';
import { sentenceOf } from '@/lib/api/problem.ts';
import { askForAv1, getAv1 } from '@/lib/api/videos.ts';

const pollMs = 5000;
const isMade = (state: Av1State | undefined) => state === 'encoding' || state === 'finalizing';

/** Where the AV1 version of one's own video stands, undefined until that is known, and the way to ask for it. */
export function useAv1(videoKey: string) {
  const client = useQueryClient();
  const queryKey = ['av1', videoKey];
  const { data, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => getAv1(api, videoKey, signal),
    refetchInterval: ({ state }) => (isMade(state.data?.av1) ? pollMs : false),
  });
  const {
    mutate,
    isPending,
    error: refusal,
  } = useMutation({
    mutationFn: () => askForAv1(api, videoKey),
    onSuccess: (answer) => client.setQueryData(queryKey, answer),
  });
  const problem = refusal ?? (data ? null : error);
  return {
    state: data?.av1,
    asking: isPending,
    problem: problem ? sentenceOf(problem) : undefined,
    ask: () => mutate(),
  };
}
