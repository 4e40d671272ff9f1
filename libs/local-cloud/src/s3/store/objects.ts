import { S3Error } from '../errors.ts';
import type { Slice } from '../http/request.ts';
import type { Database } from './database.ts';
import { afterPrefix } from './key-order.ts';

export type StoredObject = {
  id: number;
  key: string;
  size: number;
  /** Hex MD5, or `<hex>-<parts>` of a multipart object; without quotes. */
  etag: string;
  /** ms */
  modifiedAt: number;
  /** Content-Type and its kind, and `x-amz-meta-…`. */
  headers: Record<string, string>;
  crc32: string | null;
  sha256: string | null;
  checksumType: 'FULL_OBJECT' | 'COMPOSITE';
};

export type NewObject = Omit<StoredObject, 'id'> & {
  bucket: string;
  extents: { blob: string; size: number }[];
};

type Row = Omit<StoredObject, 'headers'> & { headers: string };

const COLUMNS =
  'id, key, size, etag, modified_at AS modifiedAt, headers, crc32, sha256, checksum_type AS checksumType';

export type ObjectIndex = ReturnType<typeof createObjectIndex>;

export function createObjectIndex(database: Database) {
  const find = (bucket: string, key: string): StoredObject | undefined => {
    const row = database.get<Row>(`SELECT ${COLUMNS} FROM object WHERE bucket = ? AND key = ?`, bucket, key);
    return row && { ...row, headers: JSON.parse(row.headers) as Record<string, string> };
  };

  /** Removes the row and returns the blobs nobody refers to any more. */
  const remove = (bucket: string, key: string): string[] => {
    const blobs = database.all<{ blob: string }>(
      'SELECT blob FROM extent JOIN object ON object.id = object_id WHERE bucket = ? AND key = ?',
      bucket,
      key,
    );
    database.run('DELETE FROM object WHERE bucket = ? AND key = ?', bucket, key);
    return blobs.map(({ blob }) => blob);
  };

  return {
    find,
    remove,
    /** @throws S3Error NoSuchKey */
    require(bucket: string, key: string): StoredObject {
      const found = find(bucket, key);
      if (!found) throw new S3Error('NoSuchKey');
      return found;
    },
    exists: (bucket: string, key: string): boolean =>
      database.get('SELECT 1 FROM object WHERE bucket = ? AND key = ?', bucket, key) !== undefined,

    /** Puts the object in place of an older one, inside the caller's transaction; returns the blobs set free. */
    replace(object: NewObject): string[] {
      const freed = remove(object.bucket, object.key);
      const { lastId } = database.run(
        `INSERT INTO object(bucket, key, size, etag, modified_at, headers, crc32, sha256, checksum_type)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        object.bucket,
        object.key,
        object.size,
        object.etag,
        object.modifiedAt,
        JSON.stringify(object.headers),
        object.crc32,
        object.sha256,
        object.checksumType,
      );
      let start = 0;
      for (const [position, { blob, size }] of object.extents.entries()) {
        database.run('INSERT INTO extent VALUES (?, ?, ?, ?, ?)', lastId, position, start, size, blob);
        start += size;
      }
      return freed;
    },

    /** Where the bytes `from` … `to` (exclusive) of an object lie. */
    slices: (objectId: number, from: number, to: number): Slice[] =>
      database
        .all<{ blob: string; start: number; size: number }>(
          `SELECT blob, start, size FROM extent
           WHERE object_id = ? AND start < ? AND start + size > ? ORDER BY position`,
          objectId,
          to,
          from,
        )
        .map(({ blob, start, size }) => ({
          blob,
          from: Math.max(from - start, 0),
          to: Math.min(to - start, size),
        })),

    /** Objects with the prefix whose key is at or after `from`, in byte order. */
    page(bucket: string, prefix: string, from: string, limit: number): StoredObject[] {
      const end = afterPrefix(prefix);
      const sql = `SELECT ${COLUMNS} FROM object WHERE bucket = ? AND key >= ? AND key >= ?
        ${end === undefined ? '' : 'AND key < ?'} ORDER BY key LIMIT ?`;
      const rows = database.all<Row>(sql, bucket, prefix, from, ...(end === undefined ? [] : [end]), limit);
      return rows.map((row) => ({ ...row, headers: JSON.parse(row.headers) as Record<string, string> }));
    },
  };
}

/** Every blob the index knows, of objects and of unfinished uploads. */
export const knownBlobs = (database: Database): Set<string> =>
  new Set(
    database
      .all<{ blob: string }>('SELECT blob FROM extent UNION SELECT blob FROM part')
      .map(({ blob }) => blob),
  );
