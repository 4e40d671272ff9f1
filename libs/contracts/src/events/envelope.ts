import { z } from 'zod';

/**
 * What every event carries. Delivery is at least once and unordered: a consumer remembers `eventId`,
 * and of two events about one video the one with the higher `revision` wins.
 */
export const envelope = {
  eventId: z.uuid(),
  occurredAt: z.iso.datetime(),
  /** Grows with every change of the thing the event is about. */
  revision: z.int().nonnegative(),
  /** The request that caused it, so logs can be joined. */
  correlationId: z.string().max(100).optional(),
};
