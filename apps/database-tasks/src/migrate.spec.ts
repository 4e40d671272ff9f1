import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSignedCertificate } from '@matinee/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrate } from './migrate.ts';
import { rolledBack } from './rolled-back.ts';
import { createServer } from './server.ts';
import { startTasks, type TasksHarness } from './testing.ts';

let tasks: TasksHarness;
beforeAll(async () => {
  tasks = await startTasks();
  await Promise.all([migrate(tasks.task()), migrate(tasks.task())]);
});
afterAll(() => tasks.stop());

describe('two migrations at once on an empty server', () => {
  it('apply every migration once', async () => {
    for (const service of ['catalog', 'transcode']) {
      const applied = tasks.lines.filter((line) => line.includes(`${service}: applied`));
      expect(applied).toHaveLength(new Set(applied).size);
      expect(applied.length).toBeGreaterThan(0);
    }
    expect(tasks.lines.filter((line) => /nothing to apply/.test(line))).toHaveLength(2);
  });

  it('leave a login in each secret, for the service’s own database and rows alone', async () => {
    for (const [service, other, table] of [
      ['catalog', 'transcode', 'videos'],
      ['transcode', 'catalog', 'jobs'],
    ] as const) {
      expect((await tasks.login(service)).username).toBe(`${service}_a`);
      expect(await tasks.as(service, `SELECT COUNT(*) AS n FROM ${table}`)).toEqual([{ n: 0n }]);
      await expect(tasks.as(service, `SELECT 1 FROM ${other}.${'outbox'}`)).rejects.toThrow(/denied/);
      await expect(tasks.as(service, `DROP TABLE ${table}`)).rejects.toThrow(/denied/);
    }
  });

  it('make a second user that nobody can log in as', async () => {
    const users = await tasks.database.admin<{ User: string }>(
      "SELECT User FROM mysql.user WHERE Host = '%' ORDER BY User",
    );
    expect(users.map(({ User }) => User)).toEqual([
      'catalog_a',
      'catalog_b',
      'master',
      'transcode_a',
      'transcode_b',
    ]);
    for (const password of ['', 'catalog_b'])
      await expect(tasks.as('catalog', 'SELECT 1', { username: 'catalog_b', password })).rejects.toThrow(
        /denied/,
      );
  });
});

it('a later migration changes no login', async () => {
  const before = await tasks.login('catalog');
  await migrate(tasks.task());
  expect(await tasks.login('catalog')).toEqual(before);
});

it('a server that does not know the password of the secret gets it', async () => {
  await tasks.database.admin("ALTER USER catalog_a@'%' IDENTIFIED BY 'of-another-time'");
  await expect(tasks.as('catalog', 'SELECT 1')).rejects.toThrow(/denied/);
  await migrate(tasks.task());
  await tasks.as('catalog', 'SELECT 1');
});

it('an end between the password and the secret is made good by the next run', async () => {
  const fresh = await startTasks();
  try {
    const broken = fresh.task();
    const secrets = { ...broken.secrets, write: () => Promise.reject(new Error('killed here')) };
    await expect(migrate({ ...broken, secrets })).rejects.toThrow('killed here');
    expect(await fresh.task().secrets.read('catalog')).toBeUndefined();
    await migrate(fresh.task());
    await fresh.as('catalog', 'SELECT 1');
    await fresh.as('transcode', 'SELECT 1');
  } finally {
    await fresh.stop();
  }
});

describe('a secret that cannot be right', () => {
  afterEach(() => tasks.task().secrets.close());
  it('of a stranger is refused', async () => {
    const before = await tasks.login('catalog');
    tasks.secrets.set('catalog', { username: 'root', password: 'x' });
    await expect(migrate(tasks.task())).rejects.toThrow('is of root, who is not a user of catalog');
    tasks.secrets.set('catalog', { username: before.username, password: before.password });
  });
});

it('a server that is away is waited for, and given up with its own words', async () => {
  const away = tasks.task({ DATABASE_PORT: 1, WAIT_MINUTES: 0.06 });
  await expect(migrate(away)).rejects.toThrow(/ECONNREFUSED|connect/);
  expect(tasks.lines).toContainEqual(expect.stringContaining('waiting for the database'));
});

describe('a migration that did not end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-half-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const migration = (name: string, sql: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  };

  it('blocks the next one with a sentence that says what to do, until that is done', async () => {
    migration('1_first', 'CREATE TABLE first (id INT PRIMARY KEY);');
    migration(
      '2_long',
      'CREATE TABLE half (id INT PRIMARY KEY); SELECT SLEEP(600); CREATE TABLE done (id INT);',
    );
    const [catalog] = tasks.task().databases;
    const databases = [
      { ...catalog!, name: 'halves', users: ['halves_a', 'halves_b'] as const, migrations: folder },
    ];
    tasks.secrets.make('halves');
    const task = { ...tasks.task(), databases: [{ ...databases[0]!, secretId: 'halves' }] };

    const interrupted = expect(migrate(task)).rejects.toThrow(/^The migration 2_long failed/);
    // Killed in the middle: the connection is gone, and with it the lock.
    await vi.waitFor(
      async () => {
        const [row] = await tasks.database.admin<{ id: number }>(
          "SELECT id FROM information_schema.processlist WHERE info LIKE '%SLEEP(600)%' AND user = 'master'",
        );
        await tasks.database.admin(`KILL ${row!.id}`);
      },
      { timeout: 20_000 },
    );
    await interrupted;

    migration('2_long', 'CREATE TABLE done (id INT);');
    await expect(migrate(task)).rejects.toThrow(
      /2_long.*were begun and did not end.*rolled-back <database>/s,
    );
    await tasks.database.admin('DROP TABLE halves.half');
    await rolledBack(task, ['halves', '2_long']);
    await migrate(task);
    const tables = await tasks.database.admin<object>('SHOW TABLES FROM halves');
    expect(tables.map((row) => Object.values(row)[0])).toEqual(['_prisma_migrations', 'done', 'first']);
  });
});

it('with TLS, the users are let in by TLS alone', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'matinee-tls-'));
  const { certFile, keyFile, pem } = selfSignedCertificate(dir, 'server', 'IP:127.0.0.1');
  const secure = await startTasks([`--ssl-cert=${certFile}`, `--ssl-key=${keyFile}`], [pem]);
  try {
    await migrate(secure.task());
    expect(await secure.as('catalog', "SHOW STATUS LIKE 'Ssl_version'")).toMatchObject([
      { Value: expect.stringMatching(/^TLS/) },
    ]);
    const plain = createServer({ ...secure.config, DATABASE_TLS: 'off' });
    await expect(plain.connect(await secure.login('catalog'), 'catalog')).rejects.toThrow(/denied/);
  } finally {
    await secure.stop();
    rmSync(dir, { recursive: true });
  }
});
