import { randomUUID } from 'node:crypto';
import { openSqlite } from '../sqlite.ts';
import type { Mail, StoredMail } from './mail.ts';
import { bareAddress } from './mail.ts';

// Enough for any test run; the oldest mails make room.
const KEPT_MAILS = 2_000;

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS mail (number INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS recipient (
    address TEXT NOT NULL, number INTEGER NOT NULL REFERENCES mail(number) ON DELETE CASCADE,
    PRIMARY KEY (address, number)) WITHOUT ROWID;
`;

/** Caught mails in one SQLite file; they survive a restart and kill -9. */
export function createMailStore(file: string, now: () => number = Date.now) {
  const { all, run, atomically, close } = openSqlite(file, SCHEMA);

  return {
    close,

    /** Keeps a mail; returns its message id. */
    save(mail: Mail): string {
      const stored: StoredMail = { id: randomUUID(), ...mail, date: new Date(now()).toISOString() };
      atomically(() => {
        const { lastInsertRowid: number } = run('INSERT INTO mail (body) VALUES (?)', JSON.stringify(stored));
        for (const address of mail.to)
          run(
            'INSERT OR IGNORE INTO recipient (address, number) VALUES (?, ?)',
            bareAddress(address),
            number,
          );
        run('DELETE FROM mail WHERE number <= ?', Number(number) - KEPT_MAILS);
      });
      return stored.id;
    },

    /** Newest first; `to` compares whole addresses without regard to case. */
    list({ to, limit = 100 }: { to?: string; limit?: number } = {}): StoredMail[] {
      const rows = to
        ? all<{ body: string }>(
            `SELECT body FROM recipient JOIN mail USING (number)
             WHERE address = ? ORDER BY number DESC LIMIT ?`,
            bareAddress(to),
            limit,
          )
        : all<{ body: string }>('SELECT body FROM mail ORDER BY number DESC LIMIT ?', limit);
      return rows.map((row) => JSON.parse(row.body) as StoredMail);
    },
  };
}

export type MailStore = ReturnType<typeof createMailStore>;
