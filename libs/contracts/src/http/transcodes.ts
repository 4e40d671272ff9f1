import { z } from 'zod';
import { VideoKey } from '../keys.ts';

export const TranscodeParams = z.object({ videoKey: VideoKey });

/** Answer of a retry: processing has started again. */
export const RetryStarted = z
  .object({ videoKey: VideoKey, status: z.literal('processing') })
  .meta({ id: 'RetryStarted' });

/** Playlists of a video that is still being processed. `name` is a rung (`v720`) or `audio`. */
export const GrowingPlaylistParams = TranscodeParams.extend({ name: z.string().regex(/^(v\d{2,4}|audio)$/) });
