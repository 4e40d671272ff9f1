import { S3Error } from '../errors.ts';
import type { CorsRule } from '../cors.ts';
import type { LifecycleRule } from '../lifecycle.ts';
import type { NotificationTarget } from '../notification-config.ts';
import type { Database } from './database.ts';

type Configuration = { cors: CorsRule[]; notification: NotificationTarget[]; lifecycle: LifecycleRule[] };

export type BucketIndex = ReturnType<typeof createBucketIndex>;

/** Buckets and their configuration documents, stored in parsed form. */
export function createBucketIndex(database: Database) {
  const read = <K extends keyof Configuration>(bucket: string, part: K): Configuration[K] => {
    const row = database.get<Record<K, string>>(`SELECT ${part} FROM bucket WHERE name = ?`, bucket);
    return row ? (JSON.parse(row[part]) as Configuration[K]) : [];
  };
  const exists = (bucket: string): boolean =>
    database.get('SELECT 1 FROM bucket WHERE name = ?', bucket) !== undefined;

  return {
    exists,
    names: (): string[] => database.all<{ name: string }>('SELECT name FROM bucket').map(({ name }) => name),
    create: (bucket: string): void =>
      void database.run('INSERT OR IGNORE INTO bucket(name) VALUES (?)', bucket),
    /** @throws S3Error NoSuchBucket */
    require(bucket: string): void {
      if (!exists(bucket)) throw new S3Error('NoSuchBucket');
    },
    /** One configuration document; empty when the bucket has none or does not exist. */
    read,
    write<K extends keyof Configuration>(bucket: string, part: K, value: Configuration[K]): void {
      database.run(`UPDATE bucket SET ${part} = ? WHERE name = ?`, JSON.stringify(value), bucket);
    },
  };
}
