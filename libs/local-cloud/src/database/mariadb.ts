import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockDirectory } from '../dir-lock.ts';
import { freePort } from '../free-port.ts';
import { initSql, type DatabaseAccount } from './init-sql.ts';
import { asUser, installOnce } from './install.ts';
import { stopOrphans } from './orphans.ts';
import { missing } from './run.ts';
import { lastLines, waitUntilReady } from './ready.ts';

export type MariaDbOptions = {
  /** Everything lives here; 0700. */
  dir: string;
  /** 0 takes any free port. */
  port: number;
  databases: readonly DatabaseAccount[];
  /** More options of mariadbd, for specs: certificates, limits. */
  serverArguments?: readonly string[];
};

export type MariaDb = {
  port: number;
  /** Of the server that runs now. */
  pid(): number;
  /** Unix socket of the password-less `root`@`localhost`; the folder is readable by its owner only. */
  adminSocket: string;
  /** `mysql://user:password@127.0.0.1:port/name` of one of the databases. */
  url(name: string): string;
  stop(): Promise<void>;
};

// SIGTERM to exit takes up to 2.1 s (measured); anything far beyond is stuck, and InnoDB recovers from SIGKILL.
const STOP_GRACE_MS = 10_000;

/**
 * A private MariaDB as a child process: loopback only, its own folder, untouched by /etc/mysql.
 * Safe against kill -9 of this process or of the child: InnoDB recovers, a child that died is started again on
 * its port, and one that outlived its owner is ended by the next start.
 * Throws a sentence if MariaDB is not installed, the folder is in use or the port is taken.
 */
export async function startMariaDb(options: MariaDbOptions): Promise<MariaDb> {
  const dir = resolve(options.dir);
  const lock = lockDirectory(dir);
  try {
    const datadir = join(dir, 'data');
    await stopOrphans(datadir);
    await installOnce(datadir);
    for (const folder of ['run', 'tmp', 'log'])
      mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 });
    const port = options.port || (await freePort());
    const paths = {
      ...{ dir, datadir, port, adminSocket: join(dir, 'run', 'db.sock') },
      extra: options.serverArguments ?? [],
    };
    const server = await keepRunning(() => launch(paths, options.databases));
    return {
      port,
      pid: server.pid,
      adminSocket: paths.adminSocket,
      url: (name) => urlOf(options.databases, name, port),
      stop: async () => {
        await server.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Starts a server and starts it again whenever it ends unasked, as RDS does. */
async function keepRunning(start: () => Promise<ChildProcess>) {
  let stopping = false;
  let child = await start();
  let restarting: Promise<void> | undefined;
  const watch = (): void =>
    void child.once('exit', () => {
      if (!stopping) restarting = restart();
    });
  const restart = async (): Promise<void> => {
    try {
      child = await start();
      watch();
    } catch (error) {
      console.error('The database ended and could not be started again.', error);
    }
  };
  const endWithUs = (): boolean => child.kill('SIGTERM'); // an owner that merely exits takes its server along
  process.once('exit', endWithUs);
  watch();
  return {
    pid: () => child.pid ?? 0,
    stop: async (): Promise<void> => {
      stopping = true;
      await restarting;
      process.off('exit', endWithUs);
      await end(child);
    },
  };
}

type ServerPaths = {
  dir: string;
  datadir: string;
  port: number;
  adminSocket: string;
  extra: readonly string[];
};

/** Resolves once the server answers. */
async function launch(paths: ServerPaths, databases: readonly DatabaseAccount[]): Promise<ChildProcess> {
  const { dir, adminSocket } = paths;
  const initFile = join(dir, 'run', 'init.sql');
  const log = join(dir, 'log', 'error.log');
  for (const leftover of [adminSocket, log]) rmSync(leftover, { force: true });
  writeFileSync(initFile, initSql(databases), { mode: 0o600 });

  const child = spawn('mariadbd', serverArguments(paths, initFile, log), {
    cwd: dir,
    stdio: 'ignore',
    detached: true, // Ctrl-C reaches a whole process group: the services must drain before their database goes
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', () => reject(missing('mariadbd')));
    child.once('exit', (code) => reject(new Error(`mariadbd ended at once (${code}).\n${lastLines(log)}`)));
  });
  failed.catch(() => undefined);
  try {
    await Promise.race([waitUntilReady(adminSocket), failed]);
    return child;
  } catch (error) {
    await end(child);
    throw error;
  } finally {
    rmSync(initFile, { force: true });
  }
}

const serverArguments = (
  { dir, datadir, port, extra }: ServerPaths,
  initFile: string,
  log: string,
): string[] => [
  '--no-defaults', // must come first: keeps /etc/mysql and the system's own server out of it
  `--datadir=${datadir}`,
  `--tmpdir=${join(dir, 'tmp')}`,
  `--log-error=${log}`,
  `--init-file=${initFile}`,
  `--pid-file=${join(dir, 'run', 'db.pid')}`,
  '--socket=../run/db.sock', // relative to the datadir: an absolute path may pass the 107 bytes of a socket address
  '--bind-address=127.0.0.1',
  `--port=${port}`,
  '--skip-name-resolve',
  '--character-set-server=utf8mb4',
  '--default-time-zone=+00:00',
  // What MySQL 8 has by default: a query that passes here passes there.
  '--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=16M',
  '--innodb-flush-log-at-trx-commit=2', // a commit reaches the kernel at once, the disk within a second: safe against kill -9
  '--performance-schema=OFF',
  '--skip-log-bin',
  '--max-connections=200',
  ...asUser(),
  ...extra,
];

function urlOf(databases: readonly DatabaseAccount[], name: string, port: number): string {
  const account = databases.find((candidate) => candidate.name === name);
  if (!account) throw new Error(`There is no database ${name}.`);
  return `mysql://${account.user}:${encodeURIComponent(account.password)}@127.0.0.1:${port}/${name}`;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  await exited;
  clearTimeout(force);
}
