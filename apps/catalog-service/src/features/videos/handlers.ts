import type { VideoEvent } from '@matinee/contracts';
import { done, type Outcome } from '@matinee/messaging';
import type { MediaRepository } from './media-repository.ts';
import { stateOf } from './media-state.ts';

/** Takes in what transcode-service says of a video. Thrown errors (a database that is away) bring the event back. */
export const createVideoEventHandler =
  (media: MediaRepository) =>
  async (event: VideoEvent): Promise<Outcome> => {
    await media.record(event, stateOf(event));
    return done;
  };
