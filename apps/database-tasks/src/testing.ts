import { join } from 'node:path';
import { privateMariaDb, privateSecrets, testCloud } from '@matinee/testing';
import type { Authorities } from '@matinee/service-kit/database';
import type { DatabaseTasksConfig } from './config.ts';
import { using } from './server.ts';
import { createTask } from './task.ts';

const apps = join(import.meta.dirname, '../..');
export const migrationsOf = (service: 'catalog' | 'transcode') =>
  join(apps, `${service}-service/prisma/migrations`);

export type TasksHarness = Awaited<ReturnType<typeof startTasks>>;

/**
 * A database server and a Secrets Manager as they are before the first deployment: a master, and empty secrets.
 * @param authorities who signed the server's certificate, if it has one
 */
export async function startTasks(serverArguments: readonly string[] = [], authorities?: Authorities) {
  const [database, secrets] = await Promise.all([privateMariaDb(serverArguments), privateSecrets()]);
  await database.admin(
    "CREATE USER master@'%' IDENTIFIED BY 'master-password'; GRANT ALL ON *.* TO master@'%' WITH GRANT OPTION",
  );
  secrets.set('master', { username: 'master', password: 'master-password' });
  for (const name of ['catalog', 'transcode']) secrets.make(name);
  const { resources, endpoints } = testCloud();
  const config: DatabaseTasksConfig = {
    AWS_REGION: secrets.region,
    DATABASE_HOST: database.host,
    DATABASE_PORT: database.port,
    DATABASE_TLS: authorities ? 'rds' : 'off',
    MASTER_SECRET_ID: 'master',
    CATALOG_SECRET_ID: 'catalog',
    TRANSCODE_SECRET_ID: 'transcode',
    ORIGINALS_BUCKET: resources.buckets.originals,
    MEDIA_BUCKET: resources.buckets.media,
    MIGRATIONS_DIR: 'unused',
    WAIT_MINUTES: 0.5,
    ROTATE_AFTER_MINUTES: 0,
    SECRETS_ENDPOINT: secrets.endpoint,
    S3_ENDPOINT: endpoints.s3,
  };
  const lines: string[] = [];
  const task = (changes: Partial<DatabaseTasksConfig> = {}) => {
    const { databases, ...made } = createTask(
      { ...config, ...changes },
      {
        say: (line) => lines.push(line),
        credentials: secrets.credentials,
        ...(authorities && { authorities }),
      },
    );
    // A checkout keeps the migrations beside each service.
    const laid = databases.map((entry) => ({ ...entry, migrations: migrationsOf(entry.service) }));
    return { ...made, databases: laid };
  };
  return {
    database,
    secrets,
    config,
    /** What the tasks have said. */
    lines,
    task,
    /** The login that a service would use now. */
    async login(service: 'catalog' | 'transcode') {
      const stored = await task().secrets.read(service);
      if (!stored) throw new Error(`The secret of ${service} has no value.`);
      return stored;
    },
    /** Runs a statement with a service's login. */
    async as(service: 'catalog' | 'transcode', sql: string, login?: { username: string; password: string }) {
      const { server } = task();
      return using(server.connect(login ?? (await this.login(service)), service), (connection) =>
        connection.query(sql),
      );
    },
    stop: () => Promise.all([database.stop(), secrets.stop()]),
  };
}
