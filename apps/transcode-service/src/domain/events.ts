import type { VideoEvent } from '@matinee/contracts';
import { rungHeight } from './chunks.ts';
import { besideMaster } from './finish.ts';
import type { Job, JobState, Task } from './types.ts';

const kinds: Record<JobState, VideoEvent['type'] | undefined> = {
  queued: 'video.processing',
  probing: 'video.processing',
  encoding: 'video.processing',
  playable: 'video.playable',
  finalizing: 'video.playable',
  ready: 'video.transcoded',
  failed: 'video.failed',
  // The news of a deletion came from elsewhere.
  deleted: undefined,
};

/** Short sides of the rungs whose first segment is there. */
export function playableHeights(tasks: readonly Task[]): number[] {
  const names = tasks
    .filter(
      ({ kind, firstSegment, segmentsDone }) =>
        (kind === 'video' || kind === 'copy') && firstSegment === 0 && segmentsDone > 0,
    )
    .flatMap((task) => task.rungs);
  return [...new Set(names.map(rungHeight))].sort((a, b) => a - b);
}

/** All that can be said of a job now, from it and at least its first segment's tasks; undefined for one nobody is to hear of. */
export function videoEvent(
  job: Job,
  tasks: readonly Task[],
  { eventId, now }: { eventId: string; now: Date },
): VideoEvent | undefined {
  const type = kinds[job.state];
  if (!type) return undefined;
  const { videoKey, ownerId, revision, progress, durationSeconds, width, height } = job;
  const { posterKey, masterKey, mp4Key } = job;
  const told = {
    eventId,
    occurredAt: now.toISOString(),
    revision,
    videoKey,
    ownerId,
    progress,
    durationSeconds,
    width,
    height,
    posterKey,
    masterKey,
    mp4Key,
    heights: job.state === 'failed' ? [] : playableHeights(tasks),
    ...besides(job),
  };
  if (type === 'video.failed') return { ...told, type, failureCode: job.failureCode ?? 'internal' };
  return { ...told, type };
}

/** What there is beside the rungs. A failed video keeps nothing. */
function besides(job: Job) {
  const { plan, state, posterKey } = job;
  if (!plan || state === 'failed') return {};
  const stills = plan.stills.map(({ key }) => key);
  return {
    medium: plan.video ? ('video' as const) : ('audio' as const),
    warnings: plan.warnings,
    posterKeys: stills.length > 0 || posterKey === null ? stills : [posterKey],
    waveformKey: plan.waveformKey,
    ...(state === 'ready' ? besideMaster(job) : { storyboardKey: null, dashKey: null }),
  };
}
