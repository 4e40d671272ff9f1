import type { Connection } from 'mariadb';
import { connect } from '../../../apps/database-tasks/src/migrations/connection.ts';
import { planOf, readHistory, type Plan } from '../../../apps/database-tasks/src/migrations/history.ts';
import * as runner from '../../../apps/database-tasks/src/migrations/runner.ts';
import { readMigrations } from './read.ts';

async function using<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(url);
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/**
 * Applies what is pending, with the runner that the task matinee-database uses on AWS.
 * @param service folder such as `apps/catalog-service`
 * @returns names of the migrations it applied
 * @throws Error when a migration fails or failed before
 */
export const deploy = (url: string, service: string, log: runner.Log = console.log): Promise<string[]> =>
  using(url, (connection) => runner.deployTo(connection, readMigrations(service), log));

/** What is applied and what is not; changes nothing. */
export const status = (url: string, service: string): Promise<Plan> =>
  using(url, async (connection) => planOf(readMigrations(service), await readHistory(connection)));

/** Marks a failed migration as undone. False when none had failed. */
export const markRolledBack = (url: string, migration: string): Promise<boolean> =>
  using(url, (connection) => runner.markRolledBack(connection, migration));
