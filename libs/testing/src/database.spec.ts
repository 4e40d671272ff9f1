import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { applySchema, connect, createTestDatabase, type TestDatabase } from './database.ts';
import { testCloud } from './test-cloud.ts';

const made: TestDatabase[] = [];
const create = async (schema?: string): Promise<TestDatabase> => {
  const database = await createTestDatabase('catalog', schema);
  made.push(database);
  return database;
};
const rows = async (url: string, sql: string): Promise<unknown> => {
  const connection = await connect(url);
  try {
    return await connection.query(sql);
  } finally {
    await connection.end();
  }
};
afterAll(() => Promise.all(made.map((database) => database.drop())));

describe('a test database', () => {
  it('has the tables of the SQL it was given', async () => {
    const { url } = await create('CREATE TABLE a (id INT PRIMARY KEY); INSERT INTO a VALUES (1);');
    expect(await rows(url, 'SELECT * FROM a')).toEqual([{ id: 1 }]);
  });

  it('is not seen by the user of another one', async () => {
    const [one, other] = [await create(), await create()];
    const intruder = new URL(one.url);
    intruder.pathname = other.name;
    await expect(rows(String(intruder), 'SELECT 1')).rejects.toThrow(/Access denied/);
  });

  it('takes the migrations of a folder in order', async () => {
    const folder = mkdtempSync(join(testCloud().dir, 'migrations-'));
    for (const [name, sql] of [
      ['2_second', 'ALTER TABLE b ADD COLUMN two INT'],
      ['1_first', 'CREATE TABLE b (one INT)'],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'migration.sql'), sql);
    }
    const { url } = await create();
    await applySchema(url, folder);
    expect(await rows(url, 'SELECT one, two FROM b')).toEqual([]);
  });

  it('is gone with its user once dropped', async () => {
    const database = await create();
    await database.drop();
    await expect(rows(database.url, 'SELECT 1')).rejects.toThrow(/Access denied/);
  });
});
