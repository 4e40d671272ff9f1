import { randomUUID } from 'node:crypto';
import type { CatalogEvent } from '@matinee/contracts';

/** The event that makes the others forget a video. */
export const videoDeleted = (
  { videoKey, ownerId }: { videoKey: string; ownerId: string },
  correlationId?: string,
): CatalogEvent => ({
  type: 'video.deleted',
  eventId: randomUUID(),
  occurredAt: new Date().toISOString(),
  revision: 1, // the only event there is about a video, and its last
  ...(correlationId !== undefined && { correlationId }),
  videoKey,
  ownerId,
});
