import type { EventEmitter } from 'node:events';
import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { createPool, type PoolConfig } from 'mariadb';
import type { DatabaseConfig } from './database-config.ts';
import {
  rotatingAdapter,
  type DatabaseAdapterFactory,
  type Log,
  type RotationOptions,
} from './database-rotation.ts';
import { databaseTls, verifiedTls, type Authorities } from './database-tls.ts';
import { readCredentials } from './secrets/database-credentials.ts';
import { createSecretReader, type SecretTarget } from './secrets/secret-reader.ts';

export { databaseConfig, oneDatabase, type DatabaseConfig } from './database-config.ts';
export type { DatabaseAdapterFactory } from './database-rotation.ts';
export { databaseTls, verifiedTls, type Authorities } from './database-tls.ts';

type Server = Pick<PoolConfig, 'host' | 'port' | 'database' | 'connectionLimit' | 'ssl'>;

/** The text protocol and this cache were measured faster than the adapter's defaults (docs/adr/0003). */
const adapterOptions = { useTextProtocol: true };

const poolSettings = (server: Server, user: string, password: string): PoolConfig => ({
  ...server,
  user,
  password,
  // Fail in time for a clear 503 instead of holding the caller. Milliseconds.
  acquireTimeout: 3000,
  connectTimeout: 2000,
  prepareCacheLength: 256,
  // By default the driver's errors repeat the parameters of a statement, and errors are logged.
  logParam: false,
  // Part of the handshake. Anything that needs a statement of its own after connecting (such as `timezone`) leaves
  // an unhandled rejection behind when the server dies in that moment, which would end the process.
  collation: 'UTF8MB4_UNICODE_CI',
});

/** A Prisma driver adapter from `mysql://user:password@host:port/database`. */
export function mariaAdapter(url: string, { connectionLimit = 10 } = {}): PrismaMariaDb {
  const { hostname, port, username, password, pathname } = new URL(url);
  const server = { host: hostname, port: Number(port || 3306), database: pathname.slice(1), connectionLimit };
  const settings = poolSettings(server, decodeURIComponent(username), decodeURIComponent(password));
  return new PrismaMariaDb(settings, adapterOptions);
}

/** Opens a pool of one user; it is the adapter's own and ends with it. */
const openPool =
  (server: Server): RotationOptions['open'] =>
  async ({ username, password }, { proven, onTrouble }) => {
    const pool = createPool(poolSettings(server, username, password));
    // The pool keeps reporting the first error of a series, so any of them may hide "access denied".
    (pool as unknown as EventEmitter).on('error', onTrouble);
    try {
      if (proven) await (await pool.getConnection()).release();
      return await new PrismaMariaDb(pool, { ...adapterOptions, disposeExternalPool: true }).connect();
    } catch (error) {
      await pool.end();
      throw error;
    }
  };

type Overrides = {
  /** Instead of Amazon's, in specs. */
  authorities?: Authorities;
  /** Only for the local cloud in specs; elsewhere the SDK finds them itself. */
  credentials?: SecretTarget['credentials'];
};

/**
 * The Prisma driver adapter that the configuration names: with a secret, one that survives the rotation of user and
 * password without a restart (docs/adr/0015); with a URL, a plain one. Nothing connects before the first query.
 */
export function databaseAdapter(
  config: DatabaseConfig & { AWS_REGION: string },
  log: Log,
  { authorities, credentials }: Overrides = {},
): DatabaseAdapterFactory {
  const { DATABASE_CONNECTIONS: connectionLimit, DATABASE_HOST: host = '' } = config;
  if (config.DATABASE_URL) return mariaAdapter(config.DATABASE_URL, { connectionLimit });
  const target = { region: config.AWS_REGION, endpoint: config.SECRETS_ENDPOINT, credentials };
  const secret = createSecretReader(config.DATABASE_SECRET_ID ?? '', target);
  return rotatingAdapter({
    read: () => readCredentials(secret),
    open: async (...login) => {
      const ssl = authorities ? verifiedTls(host, authorities) : await databaseTls(config.DATABASE_TLS, host);
      const server = { host, port: config.DATABASE_PORT, database: config.DATABASE_NAME, connectionLimit };
      return openPool({ ...server, ...(ssl && { ssl }) })(...login);
    },
    everyMs: config.DATABASE_SECRET_SECONDS * 1000,
    log,
  });
}
