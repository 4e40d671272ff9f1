import { generateKeyPairSync } from 'node:crypto';
import { openSqlite } from '../sqlite.ts';
import { refuse } from './errors.ts';
import { SCHEMA } from './schema.ts';
import type { Code, CodeKind, PoolSettings, RefreshToken, Session, User } from './types.ts';

/** Columns as SQLite gives them: flags are 0 or 1. */
type UserRow = Omit<User, 'emailVerified'> & { emailVerified: number };
type SessionRow = Omit<Session, 'revoked'> & { revoked: number };
type CodeRow = Omit<Code, 'sent'> & { sent: string };

const USER = `SELECT sub, pool, email, email_verified AS emailVerified, status, password, failures,
  locked_until AS lockedUntil FROM user`;
const SESSION = `SELECT origin, sub, client_id AS clientId, auth_time AS authTime, expires_at AS expiresAt, revoked
  FROM session WHERE origin = ?`;

/** Case never makes a second account: the pool is case-insensitive, as `UsernameConfiguration` says. */
const emailKey = (email: string): string => email.toLowerCase();

/** SQLite in WAL mode: what was answered survives kill -9; each write below is a transaction of its own. */
export function createStore(file: string) {
  const { one, run, atomically, close } = openSqlite(file, SCHEMA);

  return {
    close,
    atomically,

    /** The pool's RSA key as PKCS #8, made on first use. */
    signingKey(): string {
      const stored = () => one<{ pem: string }>('SELECT pem FROM signing_key')?.pem;
      const found = stored();
      if (found) return found;
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      run('INSERT OR IGNORE INTO signing_key (id, pem) VALUES (1, ?)', pem);
      return stored() ?? pem;
    },

    savePool: (pool: PoolSettings) =>
      run(
        `INSERT INTO pool (id, client_id, settings) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id, settings = excluded.settings`,
        pool.poolId,
        pool.clientId,
        JSON.stringify(pool),
      ),
    hasPool: (poolId: string) => one('SELECT 1 FROM pool WHERE id = ?', poolId) !== undefined,
    pool(poolId: string): PoolSettings {
      const row = one<{ settings: string }>('SELECT settings FROM pool WHERE id = ?', poolId);
      if (!row) throw refuse('ResourceNotFoundException', `User pool ${poolId} does not exist.`);
      return JSON.parse(row.settings);
    },
    poolOfClient(clientId: string): PoolSettings {
      const row = one<{ settings: string }>('SELECT settings FROM pool WHERE client_id = ?', clientId);
      if (!row) throw refuse('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
      return JSON.parse(row.settings);
    },

    /** By address, in any case, or by sub. */
    user(pool: string, name: string): User | undefined {
      const sql = `${USER} WHERE pool = ? AND (email_key = ? OR sub = ?)`;
      const row = one<UserRow>(sql, pool, emailKey(name), name);
      return row && { ...row, emailVerified: row.emailVerified === 1 };
    },
    /** Refuses a second account for the same address, also when two sign-ups race. */
    insertUser(user: Omit<User, 'failures' | 'lockedUntil'>): void {
      const { changes } = run(
        `INSERT INTO user (sub, pool, email, email_key, email_verified, status, password)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pool, email_key) DO NOTHING`,
        user.sub,
        user.pool,
        user.email,
        emailKey(user.email),
        Number(user.emailVerified),
        user.status,
        user.password,
      );
      if (changes === 0) throw refuse('UsernameExistsException', 'User already exists');
    },
    confirm: (sub: string) =>
      run("UPDATE user SET status = 'CONFIRMED', email_verified = 1 WHERE sub = ?", sub),
    setPassword: (sub: string, password: string) =>
      run('UPDATE user SET password = ?, failures = 0, locked_until = 0 WHERE sub = ?', password, sub),
    setFailures: (sub: string, failures: number, lockedUntil: number) =>
      run('UPDATE user SET failures = ?, locked_until = ? WHERE sub = ?', failures, lockedUntil, sub),
    deleteUser: (sub: string) => run('DELETE FROM user WHERE sub = ?', sub),

    code(sub: string, kind: CodeKind): Code | undefined {
      const sql = 'SELECT value, expires_at AS expiresAt, tries, sent FROM code WHERE sub = ? AND kind = ?';
      const row = one<CodeRow>(sql, sub, kind);
      return row && { ...row, sent: JSON.parse(row.sent) };
    },
    saveCode: (sub: string, kind: CodeKind, code: Code) =>
      run(
        'INSERT OR REPLACE INTO code (sub, kind, value, expires_at, tries, sent) VALUES (?, ?, ?, ?, ?, ?)',
        sub,
        kind,
        code.value,
        code.expiresAt,
        code.tries,
        JSON.stringify(code.sent),
      ),

    session(origin: string): Session | undefined {
      const row = one<SessionRow>(SESSION, origin);
      return row && { ...row, revoked: row.revoked === 1 };
    },
    insertSession: (session: Session) =>
      run(
        'INSERT INTO session (origin, sub, client_id, auth_time, expires_at) VALUES (?, ?, ?, ?, ?)',
        session.origin,
        session.sub,
        session.clientId,
        session.authTime,
        session.expiresAt,
      ),
    revokeSession: (origin: string) => run('UPDATE session SET revoked = 1 WHERE origin = ?', origin),
    revokeSessionsOf: (sub: string) => run('UPDATE session SET revoked = 1 WHERE sub = ?', sub),
    forgetSessionsBefore: (time: number) => run('DELETE FROM session WHERE expires_at < ?', time),

    refreshToken: (hash: string) =>
      one<RefreshToken>('SELECT origin, rotated_at AS rotatedAt FROM refresh_token WHERE hash = ?', hash),
    insertRefreshToken: (hash: string, origin: string) =>
      run('INSERT INTO refresh_token (hash, origin) VALUES (?, ?)', hash, origin),
    markRotated: (hash: string, time: number) =>
      run('UPDATE refresh_token SET rotated_at = coalesce(rotated_at, ?) WHERE hash = ?', time, hash),
  };
}

export type Store = ReturnType<typeof createStore>;
