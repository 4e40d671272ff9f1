import { createStorage, type S3Target, type Storage } from '@matinee/storage';
import type { ObjectReader, ObjectWriter } from './ports.ts';

/** The buckets behind the worker's ports. Writes never replace what is there. */
export function createS3Store(target: S3Target): ObjectReader & ObjectWriter & { close(): void } {
  const buckets = new Map<string, Storage>();
  const bucketOf = (name: string) => {
    const known = buckets.get(name) ?? createStorage({ ...target, bucket: name });
    buckets.set(name, known);
    return known;
  };
  return {
    async size({ bucket, key }, signal) {
      signal.throwIfAborted();
      const head = await bucketOf(bucket).head(key);
      if (!head) throw new Error(`There is no object ${key}.`);
      return head.size;
    },
    read: ({ bucket, key }, start, end, signal) => bucketOf(bucket).read(key, { start, end, signal }),
    async put({ bucket, key }, body, description, signal) {
      await bucketOf(bucket).put(key, body, { ...description, writeOnce: true, signal });
    },
    async putFile({ bucket, key }, path, description, signal) {
      await bucketOf(bucket).putFile(key, path, { ...description, signal });
    },
    close() {
      for (const storage of buckets.values()) storage.close();
    },
  };
}
