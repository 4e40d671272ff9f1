import { VideoKey, type Video } from '@matinee/contracts';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { isAnonymous } from '@/features/session/read-person.ts';
import { ApiProblem } from '@/lib/api/problem.ts';
import { serverApi } from '@/lib/api/server.ts';
import { getVideo } from '@/lib/api/videos.ts';

/** There is nothing to see meanwhile, and the browser asks again anyway. */
const longestWaitMs = 2500;

/**
 * The video for the first paint and the page's head; undefined when only the browser can find out (the service did
 * not answer, or the video may be private and the session has to be renewed). A plain miss is a real 404.
 */
export const loadVideo = cache(async (videoKey: string): Promise<Video | undefined> => {
  if (!VideoKey.safeParse(videoKey).success) notFound();
  try {
    return await getVideo(await serverApi(), videoKey, AbortSignal.timeout(longestWaitMs));
  } catch (error) {
    const missing = error instanceof ApiProblem && error.status === 404;
    if (missing && (await isAnonymous())) notFound();
    return undefined;
  }
});
