import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
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
  const db = new DatabaseSync(file);
  db.exec(SCHEMA);

  return {
    close: () => db.close(),

    /** Keeps a mail; returns its message id. */
    save(mail: Mail): string {
      const stored: StoredMail = { id: randomUUID(), ...mail, date: new Date(now()).toISOString() };
      db.exec('BEGIN IMMEDIATE');
      try {
        const { lastInsertRowid: number } = db
          .prepare('INSERT INTO mail (body) VALUES (?)')
          .run(JSON.stringify(stored));
        const insert = db.prepare('INSERT OR IGNORE INTO recipient (address, number) VALUES (?, ?)');
        for (const address of mail.to) insert.run(bareAddress(address), number);
        db.prepare('DELETE FROM mail WHERE number <= ?').run(Number(number) - KEPT_MAILS);
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
      return stored.id;
    },

    /** Newest first; `to` compares whole addresses without regard to case. */
    list({ to, limit = 100 }: { to?: string; limit?: number } = {}): StoredMail[] {
      const rows = to
        ? db
            .prepare(
              `SELECT body FROM recipient JOIN mail USING (number)
               WHERE address = ? ORDER BY number DESC LIMIT ?`,
            )
            .all(bareAddress(to), limit)
        : db.prepare('SELECT body FROM mail ORDER BY number DESC LIMIT ?').all(limit);
      return (rows as { body: string }[]).map((row) => JSON.parse(row.body) as StoredMail);
    },
  };
}

export type MailStore = ReturnType<typeof createMailStore>;
