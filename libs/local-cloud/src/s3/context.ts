import { join } from 'node:path';
import { type EventCause, type S3EventName, buildEvent } from './events.ts';
import { wantsEvent } from './notification-config.ts';
import { createBlobStore } from './store/blobs.ts';
import { createBucketIndex } from './store/buckets.ts';
import { openDatabase } from './store/database.ts';
import { createObjectIndex } from './store/objects.ts';
import { type Deliver, createOutbox } from './store/outbox.ts';
import { createUploadIndex } from './store/uploads.ts';

export type Announcement = {
  name: S3EventName;
  bucket: string;
  key: string;
  created?: { size: number; etag: string };
};

export type S3Context = ReturnType<typeof createContext>;

/** Everything operations work with: the index, the bytes, the outbox and the clock. */
export function createContext(options: { dir: string; region: string; now: () => number; deliver: Deliver }) {
  const { dir, region, now } = options;
  const database = openDatabase(dir);
  const buckets = createBucketIndex(database);
  const blobs = createBlobStore(join(dir, 'blobs'));
  const outbox = createOutbox(database, options.deliver);

  /** Survives restarts and clocks that go back, unlike a time stamp. */
  const nextSequence = (): number =>
    database.get<{ value: number }>('UPDATE sequencer SET value = value + 1 RETURNING value')?.value ?? 0;

  return {
    region,
    now,
    database,
    buckets,
    blobs,
    outbox,
    objects: createObjectIndex(database),
    uploads: createUploadIndex(database),

    /** Writes the events of a change into the outbox; belongs inside the transaction of that change. */
    announce({ name, bucket, key, created }: Announcement, cause: EventCause): void {
      const targets = buckets.read(bucket, 'notification').filter((target) => wantsEvent(target, name, key));
      if (!targets.length) return;
      const event = { name, bucket, key, created, at: now(), region, sequence: nextSequence(), cause };
      for (const target of targets) outbox.add(target.arn, buildEvent(event, target.id));
    },

    /**
     * Commits a change that may set blobs free and may announce events: the index first, then the files, then
     * delivery. A kill at any point leaves either the old state, or the new one with orphans for the boot sweep.
     */
    commit<T>(change: () => { freed: string[]; result: T }): T {
      const { freed, result } = database.transaction(change);
      blobs.remove(freed);
      outbox.wake();
      return result;
    },
  };
}
