import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMariaDb, type MariaDb } from '../../../libs/local-cloud/src/database/mariadb.ts';
import { check } from './check.ts';
import { connect } from '../../../apps/database-tasks/src/migrations/connection.ts';
import { namesEngine } from './engine.ts';
import { deploy, markRolledBack, status } from './runner.ts';

const run = promisify(execFile);
const dir = mkdtempSync(join(tmpdir(), 'matinee-migrations-'));
const service = join(dir, 'service');
const books = 'CREATE TABLE `books` (`id` INTEGER NOT NULL, PRIMARY KEY (`id`));';
let server: MariaDb;
let url: string;
let lines: string[];
const log = (line: string) => void lines.push(line);

beforeAll(async () => {
  const databases = [{ name: 'spec', user: 'spec', password: 'spec-password' }];
  server = await startMariaDb({ dir: join(dir, 'server'), port: 0, databases });
  url = server.url('spec');
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});
beforeEach(() => {
  lines = [];
  migration('20260101_books', books);
});
afterEach(async () => {
  rmSync(service, { recursive: true });
  await query('DROP DATABASE spec; CREATE DATABASE spec CHARACTER SET utf8mb4');
});

function migration(name: string, sql: string) {
  mkdirSync(join(service, 'prisma/migrations', name), { recursive: true });
  writeFileSync(join(service, 'prisma/migrations', name, 'migration.sql'), sql);
}
async function query(sql: string) {
  const connection = await connect(url);
  try {
    return await connection.query(sql);
  } finally {
    await connection.end();
  }
}

describe('deploy', () => {
  it('applies what is pending, once and in order', async () => {
    migration('20260102_title', 'ALTER TABLE `books` ADD `title` TEXT; INSERT INTO `books` VALUES (1, "a");');
    expect(await deploy(url, service, log)).toEqual(['20260101_books', '20260102_title']);
    expect(await deploy(url, service, log)).toEqual([]);
    expect(await query('SELECT * FROM books')).toEqual([{ id: 1, title: 'a' }]);
    expect(lines).toEqual(['applied 20260101_books', 'applied 20260102_title']);
  });

  it('records what Prisma records', async () => {
    await deploy(url, service, log);
    const [row] = await query('SELECT * FROM _prisma_migrations');
    expect(row).toMatchObject({
      migration_name: '20260101_books',
      checksum: createHash('sha256').update(books).digest('hex'),
      applied_steps_count: 1,
      rolled_back_at: null,
      logs: null,
    });
    expect(row.finished_at).toBeInstanceOf(Date);
  });

  it('applies each migration once when two deployments start together', async () => {
    const applied = await Promise.all([deploy(url, service, log), deploy(url, service, log)]);
    expect(applied.flat()).toEqual(['20260101_books']);
  });

  it('stops at a failed migration until somebody has repaired it', async () => {
    migration('20260102_broken', 'ALTER TABLE `nothing` ADD `title` TEXT;');
    migration('20260103_later', 'CREATE TABLE `later` (`id` INTEGER NOT NULL);');
    await expect(deploy(url, service, log)).rejects.toThrow(/20260102_broken failed/);
    await expect(deploy(url, service, log)).rejects.toThrow(/failed before: 20260102_broken/);

    migration('20260102_broken', 'ALTER TABLE `books` ADD `title` TEXT;');
    expect(await markRolledBack(url, '20260102_broken')).toBe(true);
    expect(await deploy(url, service, log)).toEqual(['20260102_broken', '20260103_later']);
  });

  it('warns of a migration that was edited after it had been applied', async () => {
    await deploy(url, service, log);
    migration('20260101_books', 'CREATE TABLE `other` (`id` INTEGER);');
    await deploy(url, service, log);
    expect(lines.at(-1)).toBe('warning: 20260101_books was edited after it had been applied');
  });
});

it('status changes nothing', async () => {
  expect((await status(url, service)).pending).toHaveLength(1);
  expect(await query('SHOW TABLES')).toEqual([]);
});

describe('check', () => {
  const schemaSql = (sql: string) => writeFileSync(join(service, 'prisma/schema.sql'), sql);
  const admin = () => ({ socketPath: server.adminSocket, user: 'root' });

  it('finds no difference where there is none', async () => {
    schemaSql(books);
    expect(await check(admin(), service)).toEqual({ onlyInSchema: [], onlyInMigrations: [] });
  });

  it.each([
    ['a column', '`id` INTEGER NOT NULL, `title` TEXT, PRIMARY KEY (`id`)', 'title'],
    ['a type', '`id` BIGINT NOT NULL, PRIMARY KEY (`id`)', 'bigint'],
    ['an index', '`id` INTEGER NOT NULL, PRIMARY KEY (`id`), INDEX `extra` (`id`)', 'extra'],
  ])('finds %s that the migrations lack, and cleans up', async (_title, columns, word) => {
    schemaSql(`CREATE TABLE \`books\` (${columns});`);
    expect((await check(admin(), service)).onlyInSchema).toEqual([expect.stringContaining(word)]);
    const connection = await connect(admin());
    expect(await connection.query("SHOW DATABASES LIKE 'matinee_check%'")).toEqual([]);
    await connection.end();
  });
});

describe('the command line', () => {
  const command = (script: string, ...words: string[]) =>
    run(process.execPath, [resolve(import.meta.dirname, '..', script), ...words], {
      env: { ...process.env, DATABASE_URL: url },
    });

  it('deploys, and tells the status by its exit code', async () => {
    await expect(command('migrate.ts', 'status', service)).rejects.toMatchObject({ code: 1 });
    expect((await command('migrate.ts', 'deploy', service)).stdout).toBe('applied 20260101_books\n');
    expect((await command('migrate.ts', 'status', service)).stdout).toContain('"pending":[]');
  });

  it('says a sentence and fails when it is used wrongly', async () => {
    await expect(command('migrate.ts', 'drop', service)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Usage'),
    });
  });
});

it.each([
  ['Schema Engine : schema-engine-cli 0edf323efd1d98336f3f0a68684b56f689b900d3 (at /x)', true],
  ['Schema Engine : schema-engine-cli not-installed (at no-schema-engine.mjs)', false],
  ['', false],
])('prisma version "%s" names an engine: %s', (output, expected) => {
  expect(namesEngine(output)).toBe(expected);
});
