import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mariadb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startMariaDb, type MariaDb } from './mariadb.ts';

const databases = [
  { name: 'catalog', user: 'catalog', password: 'catalog-password' },
  { name: 'transcode', user: 'transcode', password: 'transcode-password' },
];
const dir = mkdtempSync(join(tmpdir(), 'matinee-db-'));
let server: MariaDb;
const open: Connection[] = [];

const as = async (user: string, password: string, database?: string): Promise<Connection> => {
  const connection = await createConnection({
    host: '127.0.0.1',
    port: server.port,
    user,
    password,
    database,
  });
  open.push(connection);
  return connection;
};

beforeAll(async () => {
  server = await startMariaDb({ dir, port: 0, databases });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((connection) => connection.end()));
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('a private MariaDB', () => {
  it('lets each service into its own database', async () => {
    const connection = await as('catalog', 'catalog-password', 'catalog');
    await connection.query('CREATE TABLE thing (id INT PRIMARY KEY)');
    await connection.query('INSERT INTO thing VALUES (7)');
    expect(await connection.query('SELECT id FROM thing')).toEqual([{ id: 7 }]);
  });

  it('keeps each service out of the database of another', async () => {
    await expect(as('catalog', 'catalog-password', 'transcode')).rejects.toThrow(/Access denied/);
    const connection = await as('transcode', 'transcode-password');
    expect(await connection.query("SHOW DATABASES LIKE 'catalog'")).toEqual([]);
  });

  it('has no root and no nameless account over TCP', async () => {
    await expect(as('root', '')).rejects.toThrow(/Access denied/);
    await expect(as('', '')).rejects.toThrow(/Access denied/);
    const root = await createConnection({ socketPath: server.adminSocket, user: 'root' });
    open.push(root);
    const accounts: { account: string }[] = await root.query(
      "SELECT CONCAT(User, '@', Host) account FROM mysql.user",
    );
    expect(accounts.map(({ account }) => account).sort()).toEqual([
      'catalog@127.0.0.1',
      'mariadb.sys@localhost',
      'root@localhost',
      'transcode@127.0.0.1',
    ]);
  });

  it('hands out a URL per database', () => {
    expect(server.url('catalog')).toBe(`mysql://catalog:catalog-password@127.0.0.1:${server.port}/catalog`);
    expect(() => server.url('other')).toThrow('There is no database other.');
  });

  it('refuses a second server over the same folder with a sentence', async () => {
    await expect(startMariaDb({ dir, port: 0, databases })).rejects.toThrow(
      `${dir} is in use by process ${process.pid}`,
    );
  });

  it('says why it could not start when the port is taken', async () => {
    const other = mkdtempSync(join(tmpdir(), 'matinee-db-'));
    await expect(startMariaDb({ dir: other, port: server.port, databases: [] })).rejects.toThrow(
      /Address already in use/,
    );
    rmSync(other, { recursive: true, force: true });
  });
});

describe('after kill -9', () => {
  it('of the server, it comes back on its port by itself with every committed row', async () => {
    const connection = await as('transcode', 'transcode-password', 'transcode');
    await connection.query('CREATE TABLE job (id INT PRIMARY KEY)');
    await connection.query('INSERT INTO job VALUES (1)');
    connection.on('error', () => undefined);
    open.splice(0);
    const killed = server.pid();
    process.kill(killed, 'SIGKILL');
    const again = await vi.waitFor(() => as('transcode', 'transcode-password', 'transcode'), {
      timeout: 20_000,
    });
    expect(await again.query('SELECT id FROM job')).toEqual([{ id: 1 }]);
    await vi.waitFor(() => expect(server.pid()).not.toBe(killed));
  });

  it('of the owner, the next start ends the server that was left behind', async () => {
    await server.stop();
    const script = `import { startMariaDb } from ${JSON.stringify(join(import.meta.dirname, 'mariadb.ts'))};
      const db = await startMariaDb(${JSON.stringify({ dir, port: 0, databases })});
      process.stdout.write(String(db.pid()));
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const orphan = Number(await new Promise((done) => owner.stdout.once('data', done)));
    const gone = new Promise((done) => owner.once('exit', done));
    owner.kill('SIGKILL');
    await gone;
    expect(process.kill(orphan, 0)).toBe(true);

    server = await startMariaDb({ dir, port: 0, databases });

    expect(server.pid()).not.toBe(orphan);
    const connection = await as('transcode', 'transcode-password', 'transcode');
    expect(await connection.query('SELECT id FROM job')).toEqual([{ id: 1 }]);
  });
});
