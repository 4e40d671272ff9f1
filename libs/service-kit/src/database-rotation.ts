import type { PrismaMariaDb } from '@prisma/adapter-mariadb';
import type { CredentialsVersion } from './secrets/database-credentials.ts';
import { isNeverRun } from './database-errors.ts';

type Inner = Awaited<ReturnType<PrismaMariaDb['connect']>>;
export type DatabaseAdapter = Pick<
  Inner,
  | 'provider'
  | 'adapterName'
  | 'queryRaw'
  | 'executeRaw'
  | 'executeScript'
  | 'startTransaction'
  | 'getConnectionInfo'
  | 'dispose'
>;
/** What `new PrismaClient({ adapter })` takes. */
export type DatabaseAdapterFactory = Pick<PrismaMariaDb, 'provider' | 'adapterName'> & {
  connect(): Promise<DatabaseAdapter>;
};

export type Log = Record<'info' | 'warn' | 'error', (context: object, message: string) => void>;

export type RotationOptions = {
  /** The credentials that are current now. */
  read(): Promise<CredentialsVersion>;
  /**
   * Connects with them.
   * @param proven rejects unless they can log in
   * @param onTrouble is called whenever a connection could not be made
   */
  open(
    credentials: CredentialsVersion,
    options: { proven: boolean; onTrouble: () => void },
  ): Promise<DatabaseAdapter>;
  /** Milliseconds between two looks while all is well, a fifth more or less. */
  everyMs: number;
  log: Log;
};

/** Milliseconds. A connection's own limit is 3 s: who waits for one shall live to see the second look. */
const leastBetweenLooks = 1_000;
/**
 * Milliseconds that the first query waits for credentials and for the server (3 s, when that is away), and the
 * longest pause after looks that failed.
 */
const firstLookLimit = 5_000;
const longestPause = 15_000;

/** There are no credentials yet; named like a service that is away, so that it is answered with 503. */
export class CredentialsAwayError extends Error {
  override name = 'ServiceUnavailable';
}

/**
 * An adapter whose user and password may be replaced while it works. It looks for a new version of the credentials
 * every `everyMs`, and at once when connections fail. A new version is connected and proven first; then queries go
 * to it, what runs on the old connections ends there, and what still waited for one is sent to the new ones. Without
 * an answer about new credentials, the ones at hand go on.
 */
export function rotatingAdapter(options: RotationOptions): DatabaseAdapterFactory {
  const { read, open, everyMs, log } = options;
  let current: { versionId: string; adapter: DatabaseAdapter } | undefined;
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** By the monotonic clock: the other one may jump back, and a look would wait as long as the jump. */
  let lastLook = -Infinity;
  let failures = 0;
  let running = false;

  async function replace(): Promise<void> {
    const found = await read();
    if (found.versionId === current?.versionId) return;
    const adapter = await open(found, { proven: current !== undefined, onTrouble: lookSoon });
    if (!running) return adapter.dispose();
    const before = current;
    current = { versionId: found.versionId, adapter };
    log.info({ user: found.username, versionId: found.versionId }, 'database credentials taken');
    void before?.adapter
      .dispose()
      .catch((err: unknown) => log.warn({ err }, 'closing the old database connections'));
  }

  async function look(): Promise<void> {
    try {
      await replace();
      failures = 0;
    } catch (err) {
      failures += 1;
      if (current) log.warn({ err }, 'no news of the database credentials; the ones at hand go on');
      else log.error({ err }, 'no database credentials yet; the service waits for them');
    }
    looking = undefined;
    lastLook = performance.now();
    const pause = failures > 0 ? Math.min(longestPause, 500 * 2 ** failures) : everyMs;
    lookIn(pause * (0.8 + 0.4 * Math.random()));
  }

  function lookIn(ms: number): void {
    clearTimeout(timer);
    if (!running) return;
    timer = setTimeout(() => (looking ??= look()), ms).unref();
  }

  function lookSoon(): void {
    if (!looking) lookIn(Math.max(0, lastLook + leastBetweenLooks - performance.now()));
  }

  /** Tries again on newer connections what failed before it had one. */
  async function run<T>(work: (adapter: DatabaseAdapter) => Promise<T>): Promise<T> {
    for (;;) {
      const used = current;
      if (!used) throw new CredentialsAwayError('The database connection is closed.');
      try {
        return await work(used.adapter);
      } catch (error) {
        if (used === current || !isNeverRun(error)) throw error;
      }
    }
  }

  const adapter: DatabaseAdapter = {
    provider: 'mysql',
    adapterName: '@prisma/adapter-mariadb',
    queryRaw: (query) => run((inner) => inner.queryRaw(query)),
    executeRaw: (query) => run((inner) => inner.executeRaw(query)),
    executeScript: (script) => run((inner) => inner.executeScript(script)),
    startTransaction: (isolation) => run((inner) => inner.startTransaction(isolation)),
    getConnectionInfo: () => current?.adapter.getConnectionInfo() ?? { supportsRelationJoins: false },
    async dispose() {
      running = false;
      clearTimeout(timer);
      const last = current;
      current = undefined;
      await last?.adapter.dispose();
    },
  };

  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    async connect() {
      if (!running) {
        running = true;
        looking ??= look();
      }
      if (!current && looking) await within(firstLookLimit, looking);
      if (!current) throw new CredentialsAwayError('There are no database credentials yet.');
      return adapter;
    },
  };
}

/** Waits for `work`, but not longer. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
