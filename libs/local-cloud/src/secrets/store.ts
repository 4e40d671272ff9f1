import { randomBytes } from 'node:crypto';
import { openSqlite } from '../sqlite.ts';

export type Secret = { name: string; arn: string; createdAt: number; changedAt: number };
/** `at` is in milliseconds since the epoch. */
export type Version = { id: string; value: string; at: number };

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS secret (
    name TEXT PRIMARY KEY, arn TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS version (
    secret TEXT NOT NULL REFERENCES secret(name), id TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (secret, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS stage (
    secret TEXT NOT NULL, label TEXT NOT NULL, version TEXT NOT NULL,
    PRIMARY KEY (secret, label), FOREIGN KEY (secret, version) REFERENCES version(secret, id)) WITHOUT ROWID;
`;

/** Secrets, their versions, and the labels that point at versions, in one SQLite file; survives kill -9. */
export function createSecretStore(file: string, region: string, now: () => number) {
  const { one, all, run, atomically, close } = openSqlite(file, SCHEMA);

  return {
    close,
    atomically,

    /** By name, by ARN, or by ARN without its six random characters, as AWS allows. */
    secret: (id: string) =>
      one<Secret>(
        `SELECT name, arn, created_at AS createdAt, changed_at AS changedAt FROM secret
         WHERE name = ? OR arn = ? OR substr(arn, 1, length(arn) - 7) = ?`,
        id,
        id,
        id,
      ),
    insertSecret(name: string): void {
      const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz';
      const suffix = Array.from(randomBytes(6), (byte) => letters[byte % letters.length]).join('');
      const arn = `arn:aws:secretsmanager:${region}:000000000000:secret:${name}-${suffix}`;
      run('INSERT INTO secret VALUES (?, ?, ?, ?)', name, arn, now(), now());
    },
    version: (secret: string, id: string) =>
      one<Version>('SELECT id, value, at FROM version WHERE secret = ? AND id = ?', secret, id),
    insertVersion(secret: string, id: string, value: string): void {
      run('INSERT INTO version VALUES (?, ?, ?, ?)', secret, id, value, now());
      run('UPDATE secret SET changed_at = ? WHERE name = ?', now(), secret);
    },
    /** Which version a label is on. */
    labelled: (secret: string, label: string) =>
      one<{ version: string }>('SELECT version FROM stage WHERE secret = ? AND label = ?', secret, label)
        ?.version,
    label: (secret: string, label: string, version: string) =>
      run('INSERT OR REPLACE INTO stage VALUES (?, ?, ?)', secret, label, version),
    unlabel: (secret: string, label: string) =>
      run('DELETE FROM stage WHERE secret = ? AND label = ?', secret, label),
    labels: (secret: string) =>
      all<{ label: string; version: string }>(
        'SELECT label, version FROM stage WHERE secret = ? ORDER BY label',
        secret,
      ),
  };
}

export type SecretStore = ReturnType<typeof createSecretStore>;
