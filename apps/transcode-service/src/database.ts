import { setTimeout as delay } from 'node:timers/promises';
import { mariaAdapter, type DatabaseAdapterFactory } from '@matinee/service-kit/database';
import { Prisma, PrismaClient } from '#db';

export type Database = PrismaClient;
export type Tx = Prisma.TransactionClient;

/** A client of the database, by URL or by adapter; it connects when it is first used. */
export const createDatabase = (from: string | DatabaseAdapterFactory): Database =>
  new PrismaClient({ adapter: typeof from === 'string' ? mariaAdapter(from) : from });

/** How the server and Prisma name a deadlock and a lock that took too long. Both end the transaction whole. */
const conflict = /P2034|\b1213\b|\b1205\b|deadlock|lock wait timeout|write conflict/i;
const isConflict = (error: unknown): boolean =>
  error instanceof Error && conflict.test(`${'code' in error ? String(error.code) : ''} ${error.message}`);

/**
 * Runs `work` in one transaction; tried up to three times when it collides with another one,
 * each time after up to 50 ms, so that the same two do not collide again.
 * READ COMMITTED, because everything that must not change meanwhile is locked by the job's row, and gap locks of the
 * default level would only make strangers wait for each other.
 */
export async function transact<T>(db: Database, work: (tx: Tx) => Promise<T>, tries = 3): Promise<T> {
  try {
    return await db.$transaction(work, {
      isolationLevel: Prisma.TransactionIsolationLevel.ReadCommitted,
      maxWait: 3_000,
      timeout: 15_000,
    });
  } catch (error) {
    if (tries <= 1 || !isConflict(error)) throw error;
    await delay(10 + 40 * Math.random());
    return transact(db, work, tries - 1);
  }
}

/** Resolves when the database answers. */
export async function isReachable(db: Database): Promise<void> {
  await db.$queryRaw`SELECT 1`;
}
