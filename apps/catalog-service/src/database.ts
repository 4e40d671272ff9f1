import { mariaAdapter, type DatabaseAdapterFactory } from '@matinee/service-kit/database';
import { Prisma, PrismaClient } from '#db';

/** Milliseconds: to get a connection, and to run, before a transaction is given up. */
const transactionOptions = { maxWait: 3000, timeout: 5000 };

/** A client of the catalogue's database, by URL or by adapter; it connects when it is first used. */
export const createDatabase = (from: string | DatabaseAdapterFactory) =>
  new PrismaClient({ adapter: typeof from === 'string' ? mariaAdapter(from) : from, transactionOptions });
export type Database = ReturnType<typeof createDatabase>;

/** For a transaction that has to see what others have committed until each statement, not until its first. */
export const readCommitted = { isolationLevel: 'ReadCommitted' } as const;

const hasCode = (error: unknown, code: string) =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;

/** The row was there already. */
export const isDuplicate = (error: unknown): boolean => hasCode(error, 'P2002');

/** Runs a transaction again when it lost against another one (P2034: deadlock or write conflict), twice at most. */
export async function retryConflicts<T>(work: () => Promise<T>, retries = 2): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (retries === 0 || !hasCode(error, 'P2034')) throw error;
    return retryConflicts(work, retries - 1);
  }
}
