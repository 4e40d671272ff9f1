import { setTimeout as delay } from 'node:timers/promises';
import { databaseTls, verifiedTls, type Authorities } from '@matinee/service-kit/database';
import type { DatabaseCredentials } from '@matinee/service-kit/secrets';
import type { Connection, SqlError } from 'mariadb';
import type { DatabaseTasksConfig } from './config.ts';
import { connect } from './migrations/connection.ts';

type Address = Pick<DatabaseTasksConfig, 'DATABASE_HOST' | 'DATABASE_PORT' | 'DATABASE_TLS'>;
export type Server = ReturnType<typeof createServer>;

/** Seconds between two tries, and between two lines that say so. */
const retrySeconds = 2;
const sayEvery = 15;

/** Access denied, by user, database or method ("Server Error Message Reference", MySQL). */
export const isDenied = (error: unknown): boolean =>
  [1044, 1045, 1698].includes((error as SqlError | undefined)?.errno ?? 0);

/**
 * The database server, for whoever has a login.
 * @param authorities instead of Amazon's, in specs
 */
export function createServer(address: Address, authorities?: Authorities) {
  const { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_TLS: tls } = address;
  return {
    /** Are connections encrypted? Then users must not come without. */
    tls: tls !== 'off',

    /** One connection, of which the caller disposes. */
    async connect({ username, password }: DatabaseCredentials, database?: string): Promise<Connection> {
      const ssl = authorities ? verifiedTls(host, authorities) : await databaseTls(tls, host);
      return connect({
        ...{ host, port, user: username, password },
        ...(database && { database }),
        ...(ssl && { ssl }),
      });
    },
  };
}

/** Runs `work` with a connection that is ended afterwards. */
export async function using<T>(
  opening: Promise<Connection>,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await opening;
  try {
    return await work(connection);
  } finally {
    await connection.end().catch(() => connection.destroy());
  }
}

/**
 * Tries until `open` succeeds: a server that was just made, or is changing over, needs minutes.
 * @throws what `open` threw last, once `minutes` are over
 */
export async function patiently<T>(
  open: () => Promise<T>,
  { minutes, say }: { minutes: number; say: (line: string) => void },
): Promise<T> {
  const started = Date.now();
  for (let said = 0; ;) {
    try {
      return await open();
    } catch (error) {
      const seconds = (Date.now() - started) / 1000;
      if (seconds + retrySeconds > minutes * 60) throw error;
      if (seconds >= said) {
        say(`waiting for the database: ${error instanceof Error ? error.message : String(error)}`);
        said = seconds + sayEvery;
      }
      await delay(retrySeconds * 1000);
    }
  }
}
