import type { Connection } from 'mariadb';
import type { JobRow, TaskRow } from '../checker/history.ts';
import type { Recorder } from './recorder.ts';

/** Columns whose change is a transition, by table. */
const watched = {
  jobs: ['videoKey', 'state', 'generation', 'failureCode'],
  tasks: ['id', 'videoKey', 'state', 'attempts', 'leaseToken', 'generation', 'kind'],
} as const;
type Table = keyof typeof watched;

const json = (row: 'OLD' | 'NEW', table: Table) =>
  `JSON_OBJECT(${watched[table].map((column) => `'${column}', ${row}.${column}`).join(', ')})`;
const differs = (table: Table) =>
  watched[table].map((column) => `NOT (OLD.${column} <=> NEW.${column})`).join(' OR ');

function triggers(table: Table): string[] {
  const insert = (before: string, after: string) =>
    `INSERT INTO transitions (tableName, before_, after_) VALUES ('${table}', ${before}, ${after})`;
  return [
    `CREATE TRIGGER ${table}_i AFTER INSERT ON ${table} FOR EACH ROW ${insert('NULL', json('NEW', table))}`,
    `CREATE TRIGGER ${table}_u AFTER UPDATE ON ${table} FOR EACH ROW BEGIN IF ${differs(table)} THEN ${insert(json('OLD', table), json('NEW', table))}; END IF; END`,
    `CREATE TRIGGER ${table}_d AFTER DELETE ON ${table} FOR EACH ROW ${insert(json('OLD', table), 'NULL')}`,
  ];
}

type Raw = { videoKey: string; state: string; generation: number; failureCode: string | null } & {
  id: string;
  attempts: number;
  leaseToken: string | null;
  kind: string;
};

/** Lets the database write down every step of every job and task, in the transaction that makes it. */
export async function installTriggers(sql: Connection): Promise<void> {
  await sql.query(`CREATE TABLE transitions (id BIGINT AUTO_INCREMENT PRIMARY KEY, tableName VARCHAR(10) NOT NULL,
    before_ TEXT, after_ TEXT, at_ DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6))`);
  for (const statement of [...triggers('jobs'), ...triggers('tasks')]) await sql.query(statement);
}

/** Moves what the triggers wrote so far into the history. Times are those of the database's clock. */
export async function collectTransitions(sql: Connection, recorder: Recorder): Promise<void> {
  const [clock] = await sql.query<{ ago: string }[]>('SELECT UTC_TIMESTAMP(6) AS ago');
  const rows = await sql.query<
    { tableName: Table; before_: string | null; after_: string | null; age: number }[]
  >(
    `SELECT tableName, before_, after_, TIMESTAMPDIFF(MICROSECOND, at_, ?) / 1000 AS age FROM transitions ORDER BY id`,
    [clock!.ago],
  );
  const now = recorder.now();
  for (const { tableName, before_, after_, age } of rows) {
    const [from, to] = [before_, after_].map((text) => (text === null ? null : (JSON.parse(text) as Raw)));
    const { videoKey, id } = (to ?? from)!;
    const t = now - Number(age);
    if (tableName === 'jobs') recorder.add({ kind: 'job', videoKey, from: job(from), to: job(to) }, t);
    else recorder.add({ kind: 'task', id, videoKey, from: task(from), to: task(to) }, t);
  }
  await sql.query('DELETE FROM transitions');
}

const job = (row: Raw | null | undefined): JobRow | null =>
  row ? { state: row.state, generation: row.generation, failureCode: row.failureCode } : null;
const task = (row: Raw | null | undefined): TaskRow | null =>
  row
    ? {
        state: row.state,
        attempts: row.attempts,
        leased: row.leaseToken !== null,
        generation: row.generation,
        taskKind: row.kind,
      }
    : null;
