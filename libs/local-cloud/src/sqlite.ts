import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/**
 * One SQLite file in WAL mode: what was answered survives kill -9. Each write is a transaction of its own, unless it is
 * within `atomically`.
 */
export function openSqlite(file: string, schema: string) {
  const db = new DatabaseSync(file);
  db.exec(schema);
  return {
    one: <T>(sql: string, ...args: SQLInputValue[]) => db.prepare(sql).get(...args) as T | undefined,
    all: <T>(sql: string, ...args: SQLInputValue[]) => db.prepare(sql).all(...args) as T[],
    run: (sql: string, ...args: SQLInputValue[]) => db.prepare(sql).run(...args),
    /** All or nothing; `work` must be synchronous, so that nothing interleaves with it. */
    atomically<T>(work: () => T): T {
      db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => db.close(),
  };
}
