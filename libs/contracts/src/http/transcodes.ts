import { z } from 'zod';
import { VideoKey } from '../keys.ts';
import { Failure } from './videos.ts';

export const TranscodeParams = z.object({ videoKey: VideoKey });

/** Answer of a retry: processing has started again. */
export const RetryStarted = z
  .object({ videoKey: VideoKey, status: z.literal('processing') })
  .meta({ id: 'RetryStarted' });

/** Playlists of a video that is still being processed: a rung (`v720`), its key frames (`v720-iframes`), `audio`, `audio-2`. */
export const GrowingPlaylistParams = TranscodeParams.extend({
  name: z.string().regex(/^((v|av1-)\d{2,4}(-iframes)?|audio(-\d)?)$/),
});

/** What is being done to an uploaded file, in the order of a life; `failed` may follow any of them but `ready`. */
export const ProcessingStage = z
  .enum(['waiting', 'checking', 'starting', 'playable', 'finishing', 'ready', 'failed'])
  .meta({ id: 'ProcessingStage' });
export type ProcessingStage = z.infer<typeof ProcessingStage>;

/** How far a video is, for its owner. */
export const VideoProgress = z
  .object({
    videoKey: VideoKey,
    stage: ProcessingStage,
    /** Finished share of the work; never falls, but for a new start after a retry. */
    fraction: z.number().min(0).max(1),
    /** Until nothing is left to do; null while nobody can know. */
    etaSeconds: z.number().nonnegative().nullable(),
    /** Videos that are begun before this one; null once it is begun. */
    queuePosition: z.int().nonnegative().nullable(),
    /** What went wrong and what to do, in words; `retryable`: trying again may help. */
    failure: Failure.nullable(),
  })
  .meta({ id: 'VideoProgress' });
export type VideoProgress = z.infer<typeof VideoProgress>;

/**
 * Where the smaller version of a video in AV1 stands. `off`: none is made here; `impossible`: not of this video, or not
 * yet; `none`: nobody asked for it; `failed`: asking again goes on where it stopped.
 */
export const Av1State = z
  .enum(['off', 'impossible', 'none', 'encoding', 'finalizing', 'done', 'failed'])
  .meta({ id: 'Av1State' });
export type Av1State = z.infer<typeof Av1State>;

export const VideoAv1 = z.object({ videoKey: VideoKey, av1: Av1State }).meta({ id: 'VideoAv1' });
