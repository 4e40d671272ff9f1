import type { Authorities } from '@matinee/service-kit/database';
import type { SecretTarget } from '@matinee/service-kit/secrets';
import type { Connection } from 'mariadb';
import type { DatabaseTasksConfig } from './config.ts';
import { locked } from './migrations/lock.ts';
import { planOf, type ServiceDatabase } from './plan.ts';
import { createSecretStore, type SecretStore } from './secret-store.ts';
import { createServer, patiently, using, type Server } from './server.ts';

/** What every command works with. */
export type Task = {
  config: DatabaseTasksConfig;
  databases: readonly ServiceDatabase[];
  server: Server;
  secrets: SecretStore;
  say: (line: string) => void;
};

type Options = {
  say: (line: string) => void;
  /** Only for the local cloud in specs. */
  credentials?: SecretTarget['credentials'];
  /** Instead of Amazon's, in specs. */
  authorities?: Authorities;
  /** Other names, in specs. */
  databases?: readonly ServiceDatabase[];
};

export const createTask = (
  config: DatabaseTasksConfig,
  { say, credentials, authorities, databases }: Options,
): Task => ({
  config,
  databases: databases ?? planOf(config),
  server: createServer(config, authorities),
  secrets: createSecretStore({ region: config.AWS_REGION, endpoint: config.SECRETS_ENDPOINT, credentials }),
  say,
});

/** Changes to users and tables are made one after the other, whoever runs them. */
const lock = (minutes: number) => ({
  name: 'matinee_database',
  seconds: minutes * 60,
  otherwise: `Another task of the database has been at work for ${minutes} minutes.`,
});

/**
 * Runs `work` as master, alone. Waits for a server that does not answer yet; the secret is read before each try,
 * because RDS may replace it at any time.
 */
export function asMaster<T>(
  { config, server, secrets, say }: Task,
  work: (master: Connection) => Promise<T>,
): Promise<T> {
  const { MASTER_SECRET_ID, WAIT_MINUTES: minutes } = config;
  const open = async () => {
    const login = await secrets.read(MASTER_SECRET_ID);
    if (!login) throw new Error('The secret of the master user has no value.');
    return server.connect(login);
  };
  return using(patiently(open, { minutes, say }), (master) =>
    locked(master, lock(Math.max(1, minutes)), () => work(master)),
  );
}
