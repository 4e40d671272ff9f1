import { z } from 'zod';
import { VideoKey } from '../keys.ts';
import { envelope } from './envelope.ts';

/** Topic `matinee-catalog-events`, published by catalog-service through its outbox. */
export const CatalogEvent = z.discriminatedUnion('type', [
  /** The owner deleted it, or its upload expired: stop work, remove every object, never bring it back. */
  z.object({ type: z.literal('video.deleted'), ...envelope, videoKey: VideoKey, ownerId: z.uuid() }),
]);
export type CatalogEvent = z.infer<typeof CatalogEvent>;
