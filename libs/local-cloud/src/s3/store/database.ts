import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** How long a boot waits for the lock of a server that is just ending. */
const LOCK_WAIT_MS = 1000;

/**
 * An object is a list of extents (its parts, or its single body), so completing a multipart upload moves rows
 * and never copies bytes. Keys are compared as UTF-8 bytes (BINARY collation), the order S3 lists them in.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS bucket(
    name TEXT PRIMARY KEY, cors TEXT NOT NULL DEFAULT '[]',
    notification TEXT NOT NULL DEFAULT '[]', lifecycle TEXT NOT NULL DEFAULT '[]') WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS object(
    id INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL REFERENCES bucket(name), key TEXT NOT NULL,
    size INTEGER NOT NULL, etag TEXT NOT NULL, modified_at INTEGER NOT NULL, headers TEXT NOT NULL,
    crc32 TEXT, sha256 TEXT, checksum_type TEXT NOT NULL, UNIQUE(bucket, key));
  CREATE TABLE IF NOT EXISTS extent(
    object_id INTEGER NOT NULL REFERENCES object(id) ON DELETE CASCADE, position INTEGER NOT NULL,
    start INTEGER NOT NULL, size INTEGER NOT NULL, blob TEXT NOT NULL,
    PRIMARY KEY(object_id, position)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS upload(
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL REFERENCES bucket(name), key TEXT NOT NULL, headers TEXT NOT NULL,
    checksum_algorithm TEXT, started_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS upload_by_key ON upload(bucket, key, id);
  CREATE TABLE IF NOT EXISTS part(
    upload_id TEXT NOT NULL REFERENCES upload(id) ON DELETE CASCADE, number INTEGER NOT NULL,
    size INTEGER NOT NULL, etag TEXT NOT NULL, crc32 TEXT NOT NULL, sha256 TEXT, blob TEXT NOT NULL,
    modified_at INTEGER NOT NULL, PRIMARY KEY(upload_id, number)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS completed_upload(
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, parts TEXT NOT NULL, result TEXT NOT NULL,
    completed_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS outbox(
    id INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, event TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS sequencer(only INTEGER PRIMARY KEY CHECK (only = 1), value INTEGER NOT NULL);
  INSERT OR IGNORE INTO sequencer VALUES (1, 0);
`;

export type Database = ReturnType<typeof openDatabase>;

/**
 * The index of one data directory. The exclusive lock keeps a second server away from the same directory,
 * because its boot sweep would take bodies that are being written for orphans.
 * WAL without fsync per commit: what was answered survives `kill -9`, but not a power cut.
 */
export function openDatabase(dir: string) {
  mkdirSync(dir, { recursive: true });
  const sqlite = new DatabaseSync(join(dir, 'index.sqlite'), { timeout: LOCK_WAIT_MS });
  sqlite.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;`);
  sqlite.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);

  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepared = (sql: string): ReturnType<DatabaseSync['prepare']> => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = sqlite.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  return {
    get: <T>(sql: string, ...values: SQLInputValue[]): T | undefined =>
      prepared(sql).get(...values) as T | undefined,
    all: <T>(sql: string, ...values: SQLInputValue[]): T[] => prepared(sql).all(...values) as T[],
    run: (sql: string, ...values: SQLInputValue[]): { changes: number; lastId: number } => {
      const { changes, lastInsertRowid } = prepared(sql).run(...values);
      return { changes: Number(changes), lastId: Number(lastInsertRowid) };
    },
    /** Runs synchronous work; everything in it becomes durable together or not at all. */
    transaction<T>(work: () => T): T {
      sqlite.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        sqlite.exec('COMMIT');
        return result;
      } catch (error) {
        sqlite.exec('ROLLBACK');
        throw error;
      }
    },
    close: (): void => sqlite.close(),
  };
}
