import type { Connection } from 'mariadb';

/**
 * Runs `work` while this connection holds a lock of the server; whoever dies loses it with the connection.
 * @param seconds to wait for somebody else
 */
export async function locked<T>(
  connection: Connection,
  { name, seconds, otherwise }: { name: string; seconds: number; otherwise: string },
  work: () => Promise<T>,
): Promise<T> {
  const [row] = await connection.query('SELECT GET_LOCK(?, ?) AS taken', [name, seconds]);
  if (Number(row.taken) !== 1) throw new Error(otherwise);
  try {
    return await work();
  } finally {
    // A lost connection has lost its lock too; why it was lost is in the error of the work.
    await connection.query('SELECT RELEASE_LOCK(?)', [name]).catch(() => undefined);
  }
}
