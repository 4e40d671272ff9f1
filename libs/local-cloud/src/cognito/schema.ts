/** Times are milliseconds since the epoch, except `auth_time`, which goes into tokens as seconds. */
export const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS signing_key (id INTEGER PRIMARY KEY CHECK (id = 1), pem TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS pool (id TEXT PRIMARY KEY, client_id TEXT NOT NULL UNIQUE, settings TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS user (
    sub TEXT PRIMARY KEY, pool TEXT NOT NULL REFERENCES pool(id), email TEXT NOT NULL, email_key TEXT NOT NULL,
    email_verified INTEGER NOT NULL, status TEXT NOT NULL, password TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0, locked_until INTEGER NOT NULL DEFAULT 0, UNIQUE (pool, email_key));
  CREATE TABLE IF NOT EXISTS code (
    sub TEXT NOT NULL REFERENCES user(sub) ON DELETE CASCADE, kind TEXT NOT NULL, value TEXT, expires_at INTEGER NOT NULL,
    tries INTEGER NOT NULL, sent TEXT NOT NULL, PRIMARY KEY (sub, kind));
  CREATE TABLE IF NOT EXISTS session (
    origin TEXT PRIMARY KEY, sub TEXT NOT NULL REFERENCES user(sub) ON DELETE CASCADE, client_id TEXT NOT NULL,
    auth_time INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS refresh_token (
    hash TEXT PRIMARY KEY, origin TEXT NOT NULL REFERENCES session(origin) ON DELETE CASCADE, rotated_at INTEGER);
`;
