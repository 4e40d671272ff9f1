import { randomBytes } from 'node:crypto';
import { S3Error } from '../errors.ts';
import type { Database } from './database.ts';
import { afterPrefix } from './key-order.ts';

export type Upload = {
  id: string;
  key: string;
  headers: Record<string, string>;
  checksumAlgorithm: 'CRC32' | 'SHA256' | null;
  /** ms */
  startedAt: number;
};

export type Part = {
  number: number;
  size: number;
  /** Hex MD5. */
  etag: string;
  crc32: string;
  sha256: string | null;
  blob: string;
  /** ms */
  modifiedAt: number;
};

type Row = Omit<Upload, 'headers'> & { headers: string };

const UPLOAD = 'id, key, headers, checksum_algorithm AS checksumAlgorithm, started_at AS startedAt';
const PART = 'number, size, etag, crc32, sha256, blob, modified_at AS modifiedAt';

const ofRow = (row: Row): Upload => ({ ...row, headers: JSON.parse(row.headers) as Record<string, string> });

/** Ids sort by time, because uploads of one key are listed in the order they were started. */
const newUploadId = (now: number): string =>
  now.toString(16).padStart(12, '0') + randomBytes(20).toString('hex');

export type UploadIndex = ReturnType<typeof createUploadIndex>;

export function createUploadIndex(database: Database) {
  const blobsOf = (id: string): string[] =>
    database.all<{ blob: string }>('SELECT blob FROM part WHERE upload_id = ?', id).map(({ blob }) => blob);

  return {
    create(bucket: string, upload: Omit<Upload, 'id'>): string {
      const id = newUploadId(upload.startedAt);
      const headers = JSON.stringify(upload.headers);
      database.run(
        'INSERT INTO upload(id, bucket, key, headers, checksum_algorithm, started_at) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        bucket,
        upload.key,
        headers,
        upload.checksumAlgorithm,
        upload.startedAt,
      );
      return id;
    },
    /** @throws S3Error NoSuchUpload */
    require(bucket: string, key: string, id: string): Upload {
      const row = database.get<Row>(
        `SELECT ${UPLOAD} FROM upload WHERE id = ? AND bucket = ? AND key = ?`,
        id,
        bucket,
        key,
      );
      if (!row) throw new S3Error('NoSuchUpload');
      return ofRow(row);
    },
    /** Removes the upload with its parts and returns all their blobs. */
    remove(id: string): string[] {
      const blobs = blobsOf(id);
      database.run('DELETE FROM upload WHERE id = ?', id);
      return blobs;
    },
    /** Stores a part in place of an earlier one of the same number; returns the blobs set free. */
    putPart(id: string, part: Part): string[] {
      const old = database.get<{ blob: string }>(
        'SELECT blob FROM part WHERE upload_id = ? AND number = ?',
        id,
        part.number,
      );
      database.run(
        'INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        part.number,
        part.size,
        part.etag,
        part.crc32,
        part.sha256,
        part.blob,
        part.modifiedAt,
      );
      return old ? [old.blob] : [];
    },
    parts: (id: string, after: number, limit: number): Part[] =>
      database.all<Part>(
        `SELECT ${PART} FROM part WHERE upload_id = ? AND number > ? ORDER BY number LIMIT ?`,
        id,
        after,
        limit,
      ),
    /** Uploads of a bucket by key, then by start; `after` is the last one of the previous page. */
    page(bucket: string, prefix: string, after: { key: string; id: string }, limit: number): Upload[] {
      const end = afterPrefix(prefix);
      const sql = `SELECT ${UPLOAD} FROM upload
        WHERE bucket = ? AND key >= ? AND (key, id) > (?, ?) ${end === undefined ? '' : 'AND key < ?'}
        ORDER BY key, id LIMIT ?`;
      const bounds = end === undefined ? [] : [end];
      return database.all<Row>(sql, bucket, prefix, after.key, after.id, ...bounds, limit).map(ofRow);
    },
    startedBefore: (bucket: string, prefix: string, instant: number): Upload[] =>
      database
        .all<Row>(`SELECT ${UPLOAD} FROM upload WHERE bucket = ? AND started_at <= ?`, bucket, instant)
        .map(ofRow)
        .filter(({ key }) => key.startsWith(prefix)),

    /** Remembers a completion so that its repetition gets the same answer. */
    remember(
      id: string,
      bucket: string,
      key: string,
      done: { parts: string; result: string; at: number },
    ): void {
      database.run(
        'INSERT INTO completed_upload VALUES (?, ?, ?, ?, ?, ?)',
        id,
        bucket,
        key,
        done.parts,
        done.result,
        done.at,
      );
    },
    /** The answer given before, when the same parts were completed. */
    recall: (id: string, bucket: string, key: string, parts: string): string | undefined =>
      database.get<{ result: string }>(
        'SELECT result FROM completed_upload WHERE id = ? AND bucket = ? AND key = ? AND parts = ?',
        id,
        bucket,
        key,
        parts,
      )?.result,
    forgetCompletedBefore: (instant: number): void =>
      void database.run('DELETE FROM completed_upload WHERE completed_at < ?', instant),
  };
}
