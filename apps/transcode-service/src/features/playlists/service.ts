import { hasKeyFrames } from '@matinee/media';
import { ApiError } from '@matinee/service-kit';
import {
  iFrameName,
  iFramePlaylist,
  masterPlaylist,
  mediaPlaylist,
  pictures,
} from '../../domain/playlists.ts';
import { collectRenditions, type Rendition } from '../../domain/renditions.ts';
import type { Plan } from '../../domain/types.ts';
import type { PlaylistsRepository } from './playlists-repository.ts';

export interface Playlist {
  text: string;
  /** It does not change any more. */
  complete: boolean;
}

interface Snapshot {
  plan: Plan;
  renditions: Rendition[];
  complete: boolean;
}

/** Milliseconds that one reading of the tables answers for; every viewer polls every few seconds. */
const FRESH = 1_000;
/** Videos remembered at most. */
const REMEMBERED = 200;

/** Playlists of a video that is still being made, straight from its tasks. */
export function createPlaylistService(repository: PlaylistsRepository, clock: () => number = Date.now) {
  const recent = new Map<string, { at: number; snapshot: Promise<Snapshot> }>();

  async function look(videoKey: string): Promise<Snapshot> {
    const found = await repository.read(videoKey);
    if (!found || found.job.state === 'deleted') throw new ApiError('video_not_found');
    const { job, outputs } = found;
    const complete = job.state === 'ready' || job.state === 'finalizing';
    if (!job.plan || !(complete || job.state === 'playable')) throw new ApiError('not_playable_yet');
    return { plan: job.plan, renditions: collectRenditions(job.plan, outputs), complete };
  }

  /** Many viewers of one video cost one look at the tables per second. */
  function snapshotOf(videoKey: string): Promise<Snapshot> {
    const known = recent.get(videoKey);
    if (known && clock() - known.at < FRESH) return known.snapshot;
    const snapshot = look(videoKey);
    recent.delete(videoKey);
    recent.set(videoKey, { at: clock(), snapshot });
    if (recent.size > REMEMBERED) recent.delete(recent.keys().next().value!);
    snapshot.catch(() => recent.delete(videoKey));
    return snapshot;
  }

  return {
    async master(videoKey: string): Promise<Playlist> {
      const { plan, renditions, complete } = await snapshotOf(videoKey);
      return { text: masterPlaylist(plan, renditions, complete), complete };
    },

    /** `name` is a rung, a sound, or the key frames of a rung, which the master names once it is complete. */
    async media(videoKey: string, name: string): Promise<Playlist> {
      const { plan, renditions, complete } = await snapshotOf(videoKey);
      const scrubbed = complete && pictures(renditions).find((one) => iFrameName(one.name) === name);
      if (scrubbed && hasKeyFrames(scrubbed.segments))
        return { text: iFramePlaylist(plan, scrubbed), complete };
      const rendition = renditions.find((candidate) => candidate.name === name);
      if (!rendition) throw new ApiError(complete ? 'not_found' : 'not_playable_yet');
      return { text: mediaPlaylist(plan, rendition, complete), complete };
    },
  };
}
export type PlaylistService = ReturnType<typeof createPlaylistService>;
