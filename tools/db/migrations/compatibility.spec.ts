import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMariaDb, type MariaDb } from '../../../libs/local-cloud/src/database/mariadb.ts';
import { incompatibilities } from './compatibility.ts';
import { readMigrations } from './read.ts';

const dir = mkdtempSync(join(tmpdir(), 'matinee-compatible-'));
let server: MariaDb;
beforeAll(async () => {
  server = await startMariaDb({ dir, port: 0, databases: [] });
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});
const check = (...sql: string[]) =>
  incompatibilities(
    { socketPath: server.adminSocket, user: 'root' },
    sql.map((text, n) => ({ name: `m${n + 1}`, sql: text, checksum: '' })),
  );

it.each(['apps/catalog-service', 'apps/transcode-service'])(
  'every migration of %s leaves the code of the release before running',
  async (service) => {
    const migrations = readMigrations(service);
    const found = await incompatibilities({ socketPath: server.adminSocket, user: 'root' }, migrations);
    expect(found).toEqual([]);
  },
);

const films = `CREATE TABLE films (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT, title VARCHAR(100) NOT NULL, note VARCHAR(50) NULL,
  size INT NOT NULL DEFAULT 0, state ENUM('new','done') NOT NULL DEFAULT 'new', text TEXT, at DATETIME(3) NULL,
  PRIMARY KEY (id), UNIQUE INDEX by_title (title)); CREATE TABLE old (id INT);`;

describe('a migration may', () => {
  it.each([
    ['add a table', 'CREATE TABLE shows (id INT NOT NULL, PRIMARY KEY (id))'],
    ['add a column that may be null', 'ALTER TABLE films ADD more INT NULL'],
    ['add a column with a default', 'ALTER TABLE films ADD more INT NOT NULL DEFAULT 7'],
    ['add and drop an index', 'CREATE INDEX by_note ON films (note); DROP INDEX by_note ON films'],
    ['lengthen a text', 'ALTER TABLE films MODIFY title VARCHAR(200) NOT NULL'],
    ['make a text longer than any', 'ALTER TABLE films MODIFY note TEXT NULL, MODIFY text LONGTEXT'],
    ['widen a number', 'ALTER TABLE films MODIFY size BIGINT NOT NULL DEFAULT 0'],
    [
      'add a word to an enum',
      "ALTER TABLE films MODIFY state ENUM('new','done','gone') NOT NULL DEFAULT 'new'",
    ],
    ['store finer times', 'ALTER TABLE films MODIFY at DATETIME(6) NULL'],
    ['let a column be null', 'ALTER TABLE films MODIFY title VARCHAR(100) NULL'],
  ])('%s', async (_title, sql) => {
    expect(await check(films, sql)).toEqual([]);
  });
});

describe('a migration may not', () => {
  it.each([
    ['drop a table', 'DROP TABLE old', 'm2: old: the table is gone'],
    ['rename a table', 'RENAME TABLE old TO older', 'm2: old: the table is gone'],
    ['drop a column', 'ALTER TABLE films DROP note', 'm2: films.note: the column is gone'],
    [
      'rename a column',
      'ALTER TABLE films RENAME COLUMN note TO notes',
      'm2: films.note: the column is gone',
    ],
    ['shorten a text', 'ALTER TABLE films MODIFY note VARCHAR(20)', 'varchar(50) has become varchar(20)'],
    [
      'make a number smaller',
      'ALTER TABLE films MODIFY size SMALLINT NOT NULL DEFAULT 0',
      'has become smallint',
    ],
    ['take the sign away', 'ALTER TABLE films MODIFY size INT UNSIGNED NOT NULL DEFAULT 0', 'unsigned'],
    [
      'take a word out of an enum',
      "ALTER TABLE films MODIFY state ENUM('new') NOT NULL DEFAULT 'new'",
      'has become enum',
    ],
    [
      'reorder an enum',
      "ALTER TABLE films MODIFY state ENUM('done','new') NOT NULL DEFAULT 'new'",
      'has become enum',
    ],
    ['store coarser times', 'ALTER TABLE films MODIFY at DATETIME NULL', 'has become datetime'],
    ['change the kind', 'ALTER TABLE films MODIFY note INT NULL', 'has become int'],
    ['change the collation', 'ALTER TABLE films MODIFY note VARCHAR(50) COLLATE utf8mb4_bin', 'utf8mb4_bin'],
    [
      'forbid null',
      "ALTER TABLE films MODIFY note VARCHAR(50) NOT NULL DEFAULT ''",
      'may not be null any more',
    ],
    [
      'take a default away',
      'ALTER TABLE films MODIFY size INT NOT NULL',
      'm2: films.size: it has no default any more',
    ],
    [
      'demand a new column',
      'ALTER TABLE films ADD more INT NOT NULL',
      'm2: films.more: a new column without default',
    ],
    [
      'demand uniqueness',
      'CREATE UNIQUE INDEX by_note ON films (note)',
      'm2: films(note): has to be unique now',
    ],
    ['give uniqueness up', 'DROP INDEX by_title ON films', 'm2: films(title): is not kept unique any more'],
    [
      'demand a relation',
      'ALTER TABLE films ADD parent INT UNSIGNED NULL, ADD FOREIGN KEY (parent) REFERENCES films (id)',
      'm2: films(parent) -> films(id): has to refer to something now',
    ],
  ])('%s without saying since when nobody needs it', async (_title, sql, sentence) => {
    const found = await check(films, sql);
    expect(found.join('\n')).toContain(sentence);
    const objects = found.map((line) => line.split(': ')[1]);
    const admitted = objects.map((object) => `-- contracts ${object}: unused since 0.4.0\n`).join('');
    expect(await check(films, admitted + sql)).toEqual([]);
    expect(await check(films, admitted.replaceAll(/0\.4\.0/g, 'lately') + sql)).toEqual(found);
  });

  it('claim a contraction that it does not do', async () => {
    const sql = '-- contracts films.note: unused since 0.4.0\nALTER TABLE films ADD more INT NULL';
    expect(await check(films, sql)).toEqual(['m2: says that it contracts films.note, but does not']);
  });
});
