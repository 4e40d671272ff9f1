import { generationOf } from './playlists.ts';
import { keepsAv1 } from './av1.ts';
import type { Job } from './types.ts';

/**
 * Whether an object of the media bucket serves nobody any more. `used` are the keys that a finished video consists
 * of. Objects of a generation that is still being worked on are never touched, nor is what a later start may write.
 */
export function isLeftover(
  key: string,
  job: Pick<Job, 'state' | 'generation' | 'plan'>,
  used: ReadonlySet<string>,
): boolean {
  const generation = generationOf(key) ?? 0;
  if (generation !== job.generation) return generation < job.generation;
  return job.state === 'failed' || (job.state === 'ready' && !used.has(key) && !keepsAv1(job));
}
