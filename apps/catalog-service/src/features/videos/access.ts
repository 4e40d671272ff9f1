import type { Visibility } from '@matinee/contracts';

export type Access = 'owner' | 'viewer' | 'none';

type Guarded = { ownerId: string; visibility: Visibility; deletedAt: Date | null };

/** What somebody may do with a video. `none` is answered as if there were no such video. */
export function accessTo(video: Guarded | null, personId: string | undefined): Access {
  if (!video || video.deletedAt) return 'none';
  if (video.ownerId === personId) return 'owner';
  return video.visibility === 'private' ? 'none' : 'viewer';
}
